// A SQLite database for a test: opened in memory, filled with SQL, changed by operations as the engine would do it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialects/sqlite/sqlite.hpp"
#include "src/base/error.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/test_database.hpp"

namespace migrate::test {

class SqliteDatabase final : public TestDatabase {
 public:
  /// `path` empty: in memory.
  explicit SqliteDatabase(const std::string& path = "", bool edit_in_place = true) : TestDatabase(sqlite_dialect()) {
    url.dialect = url.scheme = "sqlite";
    url.database = path;
    connection = sqlite_dialect().connect(url, {.may_create = true, .edit_in_place = edit_in_place});
  }
  /// One that has every table rebuilt that SQLite cannot alter by itself.
  static SqliteDatabase that_copies() { return SqliteDatabase("", false); }

  /// All rows as text: cells divided by `|`, rows by line breaks.
  std::string dump(const std::string& sql) {
    std::string out;
    for (const auto& line : lines(sql)) out += line + "\n";
    return out;
  }
  /// The text of a table, index, trigger or view.
  std::string sql_of(const std::string& name) {
    return value("SELECT sql FROM sqlite_master WHERE name = " + sqlite_dialect().quote_text(name));
  }
  /// The texts of what is not managed: views and triggers.
  std::string other_objects() {
    return dump("SELECT type, name, sql FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY 1, 2");
  }

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
};

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
