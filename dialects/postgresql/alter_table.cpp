#include "dialects/postgresql/alter_table.hpp"

#include <algorithm>

#include "dialects/postgresql/ddl.hpp"
#include "dialects/postgresql/ddl_text.hpp"
#include "src/base/text.hpp"

namespace migrate::postgresql {

void TableUnit::begin(Turn turn, const std::vector<std::string>& subjects, std::string purpose, const Where& where) {
  const bool again = std::ranges::any_of(subjects, [&](const auto& subject) { return subjects_.contains(subject); });
  if (turn < turn_ || again) flush();
  turn_ = turn;
  earlier_ = subjects_;
  subjects_.insert(subjects.begin(), subjects.end());
  purpose_ = std::move(purpose);
  where_ = where;
}

void TableUnit::clause(std::string text) {
  if (clauses_.empty()) first_ = where_;
  clauses_.push_back(std::move(text));
  if (purposes_.empty() || purposes_.back() != purpose_) purposes_.push_back(purpose_);
}

void TableUnit::guard(Statement statement) {
  statement.where = where_;
  before_.push_back(std::move(statement));
}

void TableUnit::after(std::string sql) {
  after_.push_back({.sql = std::move(sql), .purpose = purpose_, .where = where_});
}

void TableUnit::statement(std::string sql) {
  const auto turn = turn_;
  auto subjects = subjects_;
  flush();
  turn_ = turn;  // the operation goes on
  subjects_ = std::move(subjects);
  out_.push_back({.sql = std::move(sql), .purpose = purpose_, .where = where_});
}

void TableUnit::way(std::string text) { ways_.push_back(std::move(text)); }

bool TableUnit::concerns(const std::string& expression) const {
  return std::ranges::any_of(earlier_, [&](const auto& subject) { return mentions(expression, subject); });
}

bool TableUnit::concerns(const std::vector<std::string>& columns) const {
  return std::ranges::any_of(columns, [&](const auto& column) { return earlier_.contains(column); });
}

void TableUnit::flush() {
  const auto first = out_.size();
  std::ranges::move(before_, std::back_inserter(out_));
  if (!clauses_.empty()) {
    out_.push_back({.sql = alter_table_text(table_, clauses_), .purpose = join(purposes_, ", "), .where = first_});
  }
  std::ranges::move(after_, std::back_inserter(out_));
  if (!ways_.empty() && first < out_.size()) out_[first].way = join(ways_, "; ");
  before_.clear(), clauses_.clear(), purposes_.clear(), ways_.clear(), after_.clear(), subjects_.clear(),
      earlier_.clear();
  turn_ = Turn::drop;
}

}  // namespace migrate::postgresql
