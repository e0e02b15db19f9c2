// Changes of one table, gathered into one ALTER TABLE: the server goes through the table once, and all of them happen
// or none. Around it stand the guards, and what fills and converts rows.
#pragma once

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "dialects/dialect.hpp"
#include "dialects/mysql/questions.hpp"
#include "dialects/mysql/server.hpp"
#include "dialects/suspend_foreign_keys.hpp"
#include "src/operations/catalog_changes.hpp"

namespace migrate::mysql {

/// What rendering goes by.
struct Ground {
  Connection& connection;
  const Server& server;
  std::vector<Operation> before{};    ///< that are rendered already, and of which the catalog does not know yet
  SuspendedGroup suspended{};         ///< foreign keys that are away while these operations run
  std::span<const Operation> rest{};  ///< all that runs from here on
};

/// Whether the operation is a clause of ALTER TABLE.
bool alters_one_table(const Operation& operation);

class AlterTable {
 public:
  AlterTable(const Ground& ground, TableName table) : ground_(ground), table_(std::move(table)) {}

  /// Takes the operation in, or returns false: it must be another ALTER TABLE.
  bool take(const Operation& operation);
  std::vector<Statement> statements() const;

 private:
  bool fits(const Operation& operation) const;
  bool drops_index_under_own_key(const Operation& operation) const;
  void add(const SetTableOptions& operation);
  void add(const SetTableComment& operation);
  void add(const AddColumn& operation);
  void add(const DropColumn& operation);
  void add(const AlterColumn& operation);
  void add(const CreatePrimaryKey& operation);
  void add(const CreateUnique& operation);
  void add(const CreateCheck& operation);
  void add(const CreateForeignKey& operation);
  void add(const CreateExclude& operation);
  void add(const DropConstraint& operation);
  void add(const RenameConstraint& operation);
  void add(const CreateIndex& operation);
  void add(const DropIndex& operation);
  void add(const RenameIndex& operation);

  /// Null where SQL made the table and nobody can be asked: in a script.
  const Table* known();
  const Table& now();
  const Column& column_now(const std::string& name);
  Column target_of(const AlterColumn& operation);
  Constraint find_constraint(const DropConstraint& operation);
  void convert_charset(const Options& to);
  void change_period(const std::string& from, const std::string& to);
  void guard_key(const std::vector<IndexColumn>& columns, const Options& options, const std::string& name);
  std::string place_of(const AddColumn& operation);
  std::string behind(const std::string& column);
  void refuse_in_use(const std::string& column);
  void refuse_users(CatalogChange::Kind kind, const std::string& column, const std::string& what);
  void clause(std::string text) { clauses_.push_back(std::move(text)); }
  void guard(Statement statement, const std::vector<std::string>& columns);
  void convert(const AlterColumn& operation, const Column& from, const Column& to);
  void change(const Column& from, const Column& to);
  void guard_change(const AlterColumn& operation, const Column& from, const Column& to);
  void drop_index(const std::string& name);
  void keep_beside(const std::vector<IndexColumn>& added);
  void forget_outshone(const std::string& index);
  void drop_key(const ForeignKey& key);
  void drop_check(const std::string& name);
  bool is_key_end(const std::string& column);
  void bare_keys(const std::vector<IndexColumn>& index);
  std::optional<Table> at_start() const;
  std::optional<Table> left() const;
  std::vector<std::string> keys_left_bare() const;
  std::vector<std::string> keep_numbering() const;
  bool is_numbering_settled_later(const std::string& column) const;
  /// Whether something's expression has to be said anew when the column gets another name.
  bool is_followed(const std::string& column);
  void follow_rename(const std::string& from, const std::string& to);
  Statement update(const std::string& set, const std::string& where, std::string purpose) const;
  Statement alter(const std::vector<std::string>& clauses) const;

  const Ground& ground_;
  TableName table_;
  Where where_;
  std::optional<Table> start_, now_;
  std::vector<Operation> taken_;
  bool alone_ = false;
  bool names_columns_ = false;                                      ///< something that is made here names columns
  bool changes_keys_ = false;                                       ///< and something here is a key, or was one
  std::set<std::string> columns_;                                   ///< added, dropped, changed here, in lower case
  std::set<std::string> created_, dropped_keys_, dropped_indexes_;  ///< names, in lower case
  std::vector<Index> outshone_;                        ///< the server's own, which it would drop for what is added here
  std::vector<std::vector<std::string>> own_targets_;  ///< of keys to this table that go here
  std::vector<ForeignKey> bared_;                      ///< an index that served them goes
  std::vector<Statement> guards_, first_, last_;
  std::vector<std::string> clauses_;
  std::string last_clause_;
};

/// The index of an AUTO_INCREMENT column between the ALTER that drops its own one and the ALTER that makes another.
inline constexpr std::string_view numbering_index = "migrate_numbering";

/// Whether the type has a character set, so that a column of it may take the table's.
bool has_charset(const Type& type);
/// Whether the column has its table's character set, and gets another one with it.
bool follows_table(const Column& column);
/// Whether the operation gives the table another character set or collation.
bool changes_charset(const Operation& operation);

/// The column as an alter_column leaves it, `held` being what the catalog has: what the operation does not speak of
/// stays as it is there.
Column altered(const Column& held, const AlterColumn& operation);

/// Whether MySQL copies the table when the column gets another name, which it refuses while a foreign key has an end in
/// that column.
bool copies_when_renamed(const Table& table, const std::string& column);

/// The elements of the index that the operation makes and that foreign keys can use; none where it makes none.
std::vector<IndexColumn> index_made(const Operation& operation);

/// The column that the operation gives another name, in lower case; "" where it does not.
std::string column_renamed(const Operation& operation);

/// The columns whose type, character set or collation the operations of one table change, under their names before.
std::vector<std::string> retyped_columns(std::span<const Operation> operations);

}  // namespace migrate::mysql
