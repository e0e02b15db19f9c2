// What two branches both change, from their files.
#include "src/revisions/collisions.hpp"

#include "src/revisions/load_graph.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace migrate;

namespace {

/// A folder of revisions, each with the operations that it is given.
class Files {
 public:
  void add(const std::string& id, const std::string& parents, const std::string& operations) const {
    folder_.write(id + ".toml", "format = 1\nrevision = \"" + id + "\"\n" +
                                    (parents.empty() ? "" : "down_revision = " + parents) + "\n" + operations);
  }

  /// "column hero.age: left, right" for each collision of the heads.
  std::vector<std::string> found() const {
    const auto graph = load_graph({folder_.path});
    std::vector<std::string> out;
    for (const auto& collision : collisions(graph, graph.heads()).found) {
      out.push_back(what_is_touched(collision) + ":");
      for (const auto& change : collision.changes) out.back() += " " + change.revision->id;
    }
    return out;
  }
  std::vector<std::string> opaque() const {
    const auto graph = load_graph({folder_.path});
    return ids(collisions(graph, graph.heads()).opaque);
  }

 private:
  TemporaryFolder folder_;
};

std::string add_column(const std::string& table, const std::string& column) {
  return "[[upgrade]]\nop = \"add_column\"\ntable = \"" + table + "\"\ncolumn = { name = \"" + column +
         "\", type = \"integer\" }\n";
}

std::string index(const std::string& table, const std::string& column) {
  return "[[upgrade]]\nop = \"create_index\"\ntable = \"" + table + "\"\nindex = { name = \"ix\", columns = [\"" +
         column + "\"] }\n";
}

using Found = std::vector<std::string>;

}  // namespace

TEST_CASE("branches that change different tables do not collide") {
  const Files files;
  files.add("root", "", add_column("hero", "age"));
  files.add("left", "\"root\"", add_column("hero", "rank"));
  files.add("right", "\"root\"", add_column("team", "rank"));
  CHECK(files.found().empty());
}

TEST_CASE("the same column is named, and the names fold as SQL's do") {
  const Files files;
  files.add("root", "", "");
  files.add("left", "\"root\"", add_column("hero", "age") + add_column("hero", "rank"));
  files.add("right", "\"root\"", index("Hero", "AGE"));
  CHECK(files.found() == Found{"the column hero.age: left right"});
}

TEST_CASE("different columns of one table are the table") {
  const Files files;
  files.add("root", "", "");
  files.add("left", "\"root\"", add_column("hero", "age"));
  files.add("right", "\"root\"", add_column("hero", "rank"));
  CHECK(files.found() == Found{"the table hero: left right"});
}

TEST_CASE("a rename touches both names, and so does a batch what is in it") {
  const Files files;
  files.add("root", "", "");
  files.add("left", "\"root\"", "[[upgrade]]\nop = \"rename_table\"\ntable = \"hero\"\nto = \"person\"\n");
  files.add("right", "\"root\"",
            "[[upgrade]]\nop = \"batch\"\ntable = \"person\"\noperations = [ { op = \"add_column\", column = { name = "
            "\"x\", type = \"text\" } } ]\n");
  CHECK(files.found() == Found{"the table person: left right"});
}

TEST_CASE("what lies below both branches is no collision, and three branches are looked at in pairs") {
  const Files files;
  files.add("root", "", add_column("hero", "age"));
  files.add("fork", "\"root\"", add_column("team", "size"));
  files.add("left", "\"fork\"", add_column("team", "rank"));
  files.add("right", "\"fork\"", "");
  files.add("third", "\"root\"", index("team", "size"));
  CHECK(files.found() == Found{"the column team.size: fork third"});
}

TEST_CASE("SQL is not looked into, and that is told") {
  const Files files;
  files.add("root", "", "");
  files.add("left", "\"root\"", "[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE hero SET age = 1\"\n");
  files.add("right", "\"root\"", add_column("hero", "age"));
  CHECK(files.found().empty());
  CHECK(files.opaque() == Found{"left"});
}
