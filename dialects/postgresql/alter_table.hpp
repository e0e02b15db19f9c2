// The changes of one table, collected into as few ALTER TABLEs as come to the same: PostgreSQL then locks the table and
// reads its rows once for all of them.
//
// Inside one ALTER TABLE it drops first, then changes types, adds columns, adds constraints, whatever order they are
// written in (AlterTablePass in src/backend/commands/tablecmds.c). So an operation that comes too late for that order
// begins a new one.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate::postgresql {

/// When a change has its turn inside one ALTER TABLE.
enum class Turn { drop, change, add_constraint };

class TableUnit {
 public:
  TableUnit(TableName table, std::vector<Statement>& out) : table_(std::move(table)), out_(out) {}

  const TableName& table() const { return table_; }
  void rename(const std::string& to) { table_.name = to; }

  /// An operation begins: what it adds belongs to it. `subjects`: the columns and constraints that it is about.
  /// `purpose`: what it is for people.
  void begin(Turn turn, const std::vector<std::string>& subjects, std::string purpose, const Where& where);
  /// `ADD COLUMN age integer`
  void clause(std::string text);
  /// A query that runs before the ALTER TABLE.
  void guard(Statement statement);
  /// Something that comes behind the ALTER TABLE: a comment.
  void after(std::string sql);
  /// A statement of its own, behind everything so far.
  void statement(std::string sql);
  /// How a change is done, for people, where it reads or writes every row.
  void way(std::string text);

  /// Whether an expression names a column that an earlier operation of this ALTER TABLE brings or changes.
  bool concerns(const std::string& expression) const;
  bool concerns(const std::vector<std::string>& columns) const;
  void flush();

 private:
  TableName table_;
  std::vector<Statement>& out_;
  Turn turn_ = Turn::drop;
  std::set<std::string> subjects_, earlier_;
  std::vector<Statement> before_;
  std::vector<std::string> clauses_, purposes_, ways_;
  std::vector<Statement> after_;
  std::string purpose_;
  Where where_, first_;
};

}  // namespace migrate::postgresql
