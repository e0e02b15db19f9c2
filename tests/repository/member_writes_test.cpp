// Every member that is read is written somewhere.
#include "tests/repository/member_writes.hpp"

#include <filesystem>

#include "src/base/files.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

std::vector<std::string> never_written(const std::vector<std::string>& sources) {
  MemberWrites writes;
  for (std::size_t i = 0; i < sources.size(); ++i) writes.add(std::to_string(i), sources[i]);
  return writes.never_written();
}

/// A class with a member and what its functions do with it.
bool is_written(const std::string& declaration, const std::string& body) {
  return never_written(
             {"class A {\n void f() { use(held_.empty()); " + body + " }\n private:\n " + declaration + "\n};\n"})
      .empty();
}

}  // namespace

TEST_CASE("no member is read that nothing writes") {
  const std::filesystem::path root = MIGRATE_SOURCE_DIR;
  MemberWrites writes;
  for (const std::string folder : {"include", "src", "dialects"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      writes.add(std::filesystem::relative(entry.path(), root).string(), read_file(entry.path()));
    }
  }
  auto found = writes.never_written();
  CHECK(found == std::vector<std::string>{});
}

TEST_CASE("a set that is only asked is found") {
  CHECK(never_written({"class Compare {\n"
                       " public:\n"
                       "  void drop() { go([&](const Index& index) { return gone_.contains(key(index)); }); }\n"
                       "  int other() const { return other_; }\n"
                       " private:\n"
                       "  std::unordered_set<std::string> gone_;  ///< never filled\n"
                       "  int other_ = 0;\n"
                       "  int fine_ = 0;\n"
                       "  void count() { ++fine_; show(fine_); }\n"
                       "};\n"}) == std::vector<std::string>{"0: Compare::gone_", "0: Compare::other_"});
}

TEST_CASE("what is written in another file counts, and what another class writes does not") {
  const std::string header = "class A {\n void read() const { use(held_.size()); }\n std::vector<int> held_;\n};\n";
  CHECK(never_written({header, "void A::write() { held_.push_back(1); }"}).empty());
  CHECK(never_written({header, "class B {\n void write() { held_.push_back(1); }\n std::vector<int> held_;\n};"}) ==
        std::vector<std::string>{"0: A::held_"});
  CHECK(never_written({header, "struct B : A {\n void write() { held_.push_back(1); }\n};"}).empty());
}

TEST_CASE("every way to write a member is one") {
  for (const std::string body :
       {"held_ = 1;", "++held_;", "held_--;", "held_ += 2;", "held_.push_back(1);", "held_[2].name = 3;",
        "held_.back() = 4;", "read(&held_);", "auto& it = held_;", "call([&it = held_] { it = 1; });", "in >> held_;",
        "std::swap(held_, other);", "fill(1, held_);", "Guard guard(held_);", "auto g = Guard(held_);"}) {
    INFO(body);
    CHECK(never_written({"void fill(int, std::vector<int>& out);\nstruct Guard {\n explicit Guard(T& it);\n};\n"
                         "class A {\n void f() { use(held_.empty()); " +
                         body + " }\n Held held_;\n};\n"})
              .empty());
  }
  CHECK(is_written("std::map<int, int> held_;", "held_[2];"));
  CHECK(is_written("Held& held_;", ""));
  CHECK(is_written("Held held_{source_};", ""));
}

TEST_CASE("a constructor writes what it is given, and what is the same in every object is not written") {
  const auto with = [](const std::string& list) {
    return never_written({"class A {\n explicit A(int given) : " + list +
                          " {}\n int f() const { return held_; }\n int held_;\n};\n"})
        .empty();
  };
  CHECK(with("held_(given)"));
  CHECK(with("held_{given}"));
  CHECK(with("Base{1}, held_{given + 1}"));
  CHECK(with("Base(1), other_([&]() -> const int& { return given; }()), held_(given)"));
  CHECK_FALSE(with("held_(1)"));
  CHECK_FALSE(with("Base(given), held_{}"));
  const std::string two =
      "class A {\n A() = default;\n A(B) : held_(true) {}\n bool f() { return held_; }\n bool held_ ";
  CHECK(never_written({two + "= false;\n};\n"}).empty());
  CHECK_FALSE(never_written({two + ";\n};\n"}).empty());
}

TEST_CASE("reading does not write") {
  for (const std::string body :
       {"if (held_ == 1) go();", "held_.contains(1);", "const auto& it = held_;", "look(held_);", "f(held_ & 1);",
        "for (const auto& x : held_) go(x);", "held_.at(1).empty();", "std::move(held_);", "x = held_;",
        "\"held_ = 1\"; /* held_ = 2 */"}) {
    INFO(body);
    CHECK_FALSE(is_written("std::set<int> held_;", body));
  }
  CHECK_FALSE(is_written("bool held_ = false;", ""));
  CHECK_FALSE(is_written("Mode held_ = Mode::quick;", ""));
}
