#include "src/engine/pending.hpp"

#include <algorithm>

#include <charconv>

namespace migrate {
namespace {

constexpr std::string_view heading = "migrate pending 1";

/// A text as its length and itself, so that nothing in it needs to be escaped: `5:hello`.
class Writer {
 public:
  void text(std::string_view value) {
    out_.append(std::to_string(value.size())).append(":").append(value).append("\n");
  }
  void number(std::size_t value) { text(std::to_string(value)); }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}

  std::string text() {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), size);
    const auto begin = static_cast<std::size_t>(end - rest_.data()) + 1;
    if (error != std::errc() || begin + size + 1 > rest_.size()) {
      broken_ = true;
      return {};
    }
    std::string out(rest_.substr(begin, size));
    rest_.remove_prefix(begin + size + 1);
    return out;
  }
  std::size_t number() {
    const auto written = text();
    std::size_t value = 0;
    std::from_chars(written.data(), written.data() + written.size(), value);
    return value;
  }
  /// Whether everything so far was there.
  bool good() const { return !broken_; }

 private:
  std::string_view rest_;
  bool broken_ = false;
};

void write_statement(Writer& out, const Statement& statement) {
  out.text(statement.sql);
  out.text(statement.purpose);
  out.text(statement.way);
  out.text(statement.must_be_empty);
  out.text(statement.hint);
  out.number(static_cast<std::size_t>(statement.effect));
  out.number(statement.tables.size());
  for (const auto& table : statement.tables) out.text(table.schema), out.text(table.name);
  out.number(statement.manners.size());
  for (const auto& manner : statement.manners) out.text(manner.clause), out.text(manner.way);
}

Statement read_statement(Reader& in) {
  Statement out;
  out.sql = in.text();
  out.purpose = in.text();
  out.way = in.text();
  out.must_be_empty = in.text();
  out.hint = in.text();
  out.effect = static_cast<Effect>(in.number());
  for (auto left = in.number(); left > 0 && in.good(); --left) {
    auto& table = out.tables.emplace_back();
    table.schema = in.text();
    table.name = in.text();
  }
  for (auto left = in.number(); left > 0 && in.good(); --left) {
    auto& manner = out.manners.emplace_back();
    manner.clause = in.text();
    manner.way = in.text();
  }
  return out;
}

}  // namespace

std::string write_pending(const Pending& pending) {
  Writer out;
  out.text(heading);
  out.number(pending.operations);
  out.text(pending.checksum);
  out.number(pending.next);
  out.text(pending.trace);
  out.text(pending.done);
  out.text(pending.doing);
  out.number(pending.statements.size());
  for (const auto& statement : pending.statements) write_statement(out, statement);
  return out.take();
}

std::optional<Pending> read_pending(std::string_view text) {
  Reader in(text);
  if (in.text() != heading) return std::nullopt;
  Pending out;
  out.operations = in.number();
  out.checksum = in.text();
  out.next = in.number();
  out.trace = in.text();
  out.done = in.text();
  out.doing = in.text();
  for (auto left = in.number(); left > 0 && in.good(); --left) out.statements.push_back(read_statement(in));
  if (!in.good()) return std::nullopt;
  return out;
}

bool is_guard(const Statement& statement) { return !statement.must_be_empty.empty(); }

bool change_something(std::span<const Statement> statements) {
  return std::ranges::any_of(statements, [](const Statement& statement) {
    return !is_guard(statement) && statement.effect != Effect::session;
  });
}

}  // namespace migrate
