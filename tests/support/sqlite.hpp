// A SQLite database for a test: opened in memory, filled with SQL, changed by operations as the engine would do it.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/sqlite/sqlite.hpp"
#include "src/base/error.hpp"

namespace migrate::test {

class SqliteDatabase {
 public:
  /// `path` empty: in memory.
  explicit SqliteDatabase(const std::string& path = "", bool edit_in_place = true)
      : url(url_of(path)),
        connection(sqlite_dialect().connect(url, {.may_create = true, .edit_in_place = edit_in_place})) {}
  /// One that has every table rebuilt that SQLite cannot alter by itself.
  static SqliteDatabase that_copies() { return SqliteDatabase("", false); }

  /// Runs the statements of a script, outside of any transaction of ours.
  void run(const std::string& script) {
    for (const auto& statement : sqlite_dialect().split(script)) connection->execute(statement.sql);
  }

  SqlRows rows(const std::string& sql) { return connection->query(sql); }
  /// The first column of the first row; "" where there is no row, "NULL" for NULL.
  std::string value(const std::string& sql) {
    const auto found = rows(sql);
    return found.empty() ? "" : found[0].at(0).value_or("NULL");
  }
  /// All rows as text: cells divided by `|`, rows by line breaks.
  std::string dump(const std::string& sql) {
    std::string out;
    for (const auto& row : rows(sql)) {
      for (std::size_t i = 0; i < row.size(); ++i) out += (i ? "|" : "") + row[i].value_or("NULL");
      out += "\n";
    }
    return out;
  }
  /// The text of a table, index, trigger or view.
  std::string sql_of(const std::string& name) {
    return value("SELECT sql FROM sqlite_master WHERE name = " + sqlite_dialect().quote_text(name));
  }

  /// The rows of a table, cells divided by `|`, sorted.
  std::vector<std::string> rows_of(const std::string& table) {
    const auto text = dump("SELECT * FROM " + sqlite_dialect().quote_name(table));
    std::vector<std::string> out;
    for (std::size_t at = 0, end = 0; at < text.size(); at = end + 1) {
      end = text.find('\n', at);
      out.push_back(text.substr(at, end - at));
    }
    std::ranges::sort(out);
    return out;
  }
  /// The texts of what is not managed: views and triggers.
  std::string other_objects() {
    return dump("SELECT type, name, sql FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY 1, 2");
  }

  Schema schema() { return sqlite_dialect().introspect(*connection); }
  Table table(const std::string& name) {
    for (auto& table : schema().tables) {
      if (table.name == name) return table;
    }
    throw Error("the test's database has no table " + name);
  }

  /// The statements for all of the operations, as long as the catalog that the first of them see is enough.
  std::vector<Statement> render(const std::vector<Operation>& operations) {
    return sqlite_dialect().render(*connection, operations).statements;
  }

  /// Runs operations in one transaction, as the engine does: rendered against the catalog as it is at each step.
  /// Throws what they throw; a guard that finds rows is a DatabaseError with the rows as details.
  void apply(const std::vector<Operation>& operations) {
    purposes.clear();
    ways.clear();
    const auto transaction = sqlite_dialect().begin(*connection, operations);
    for (std::size_t done = 0; done < operations.size();) {
      const auto rendered = sqlite_dialect().render(*connection, std::span(operations).subspan(done));
      for (const auto& statement : rendered.statements) execute(statement);
      done += rendered.operations;
    }
    transaction->commit();
  }

  /// Whether the last `apply` has rebuilt a table.
  bool rebuilt() const {
    return std::ranges::any_of(purposes, [](const auto& purpose) { return purpose.starts_with("rebuild "); });
  }

  Url url;
  std::unique_ptr<Connection> connection;
  std::vector<std::string> purposes;  ///< of the statements that the last `apply` ran
  std::vector<std::string> ways;      ///< and how they said that tables were changed

 private:
  static Url url_of(const std::string& path) {
    Url url;
    url.dialect = url.scheme = "sqlite";
    url.database = path;
    return url;
  }

  void execute(const Statement& statement) {
    purposes.push_back(statement.purpose);
    if (!statement.way.empty()) ways.push_back(statement.way);
    if (statement.must_be_empty.empty()) {
      connection->execute(statement.sql);
      return;
    }
    const auto found = connection->query(statement.sql);
    if (found.empty()) return;
    DatabaseError error(statement.must_be_empty, statement.hint);
    for (const auto& row : found) error.details.push_back(row.at(0).value_or("NULL"));
    throw error;
  }
};

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

/// The error that a call throws; an error of its own where it throws none.
template <class F>
Error error_of(F call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  return Error("no error was thrown");
}

}  // namespace migrate::test
