#include "src/engine/checksum.hpp"

#include <algorithm>
#include <cctype>

#include "src/base/digest.hpp"
#include "src/operations/write_operations.hpp"

namespace migrate {
namespace {

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// One pass over a text; each `skip_…` returns whether it found its thing at `at`, and has then gone past it.
class Squeezer {
 public:
  explicit Squeezer(std::string_view sql) : sql_(sql) {}

  std::string run() {
    while (at_ < sql_.size()) {
      if (skip_space() || skip_line_comment() || skip_block_comment()) {
        gap_ = true;
      } else if (!keep_quoted() && !keep_dollar_quoted()) {
        keep(1);
      }
    }
    return std::move(out_);
  }

 private:
  bool starts_with(std::string_view text) const { return sql_.substr(at_).starts_with(text); }

  void keep(std::size_t size) {
    if (gap_ && !out_.empty()) out_ += ' ';
    gap_ = false;
    for (const char c : sql_.substr(at_, size)) {
      if (c != '\r') out_ += c;
    }
    at_ = std::min(at_ + size, sql_.size());
  }

  bool skip_space() {
    if (!is_space(sql_[at_])) return false;
    ++at_;
    return true;
  }

  /// MySQL wants white space after the dashes: `5--3` is arithmetic there, so that it stays everywhere.
  bool skip_line_comment() {
    if (!starts_with("--") || (at_ + 2 < sql_.size() && !is_space(sql_[at_ + 2]))) return false;
    at_ = std::min(sql_.find('\n', at_), sql_.size());
    return true;
  }

  bool skip_block_comment() {
    if (!starts_with("/*") || starts_with("/*!") || starts_with("/*+") || starts_with("/*M!")) return false;
    const auto end = sql_.find("*/", at_ + 2);
    at_ = end == sql_.npos ? sql_.size() : end + 2;
    return true;
  }

  bool keep_quoted() {
    const char quote = sql_[at_];
    if (quote != '\'' && quote != '"' && quote != '`') return false;
    const auto end = sql_.find(quote, at_ + 1);
    keep(end == sql_.npos ? sql_.size() - at_ : end + 1 - at_);
    return true;
  }

  /// PostgreSQL: $tag$ … $tag$.
  bool keep_dollar_quoted() {
    if (sql_[at_] != '$' || (at_ > 0 && is_word(sql_[at_ - 1]))) return false;
    auto end = at_ + 1;
    while (end < sql_.size() && is_word(sql_[end])) ++end;
    if (end == sql_.size() || sql_[end] != '$') return false;
    const auto tag = sql_.substr(at_, end + 1 - at_);
    const auto close = sql_.find(tag, end + 1);
    keep(close == sql_.npos ? sql_.size() - at_ : close + tag.size() - at_);
    return true;
  }

  std::string_view sql_;
  std::size_t at_ = 0;
  std::string out_;
  bool gap_ = false;  ///< a space is due before the next thing that is kept
};

std::vector<Operation> in_canonical_form(std::span<const Operation> operations) {
  std::vector<Operation> out(operations.begin(), operations.end());
  for (auto& operation : out) {
    if (auto* execute = std::get_if<Execute>(&operation.value)) {
      for (auto& [dialect, sql] : execute->sql) sql = without_comments(sql);
    } else if (auto* batch = std::get_if<Batch>(&operation.value)) {
      batch->operations = in_canonical_form(batch->operations);
    }
  }
  return out;
}

std::string canonical_text(std::span<const Operation> operations, std::string_view heading) {
  return write_operations(in_canonical_form(operations), heading, false);
}

}  // namespace

std::string without_comments(std::string_view sql) { return Squeezer(sql).run(); }

std::string checksum(const RevisionBody& body) {
  auto text = canonical_text(body.upgrade, "upgrade");
  if (body.downgrade) text += "\n" + canonical_text(*body.downgrade, "downgrade");
  return digest(text);
}

std::string checksum(std::span<const Operation> operations) { return checksum(operations, {}); }

std::string checksum(std::span<const Operation> operations, std::span<const Statement> statements) {
  auto text = canonical_text(operations, "operation");
  for (const auto& statement : statements) text += "\nstatement: " + without_comments(statement.sql);
  return digest(text);
}

}  // namespace migrate
