// A program's database in a folder of its own, with revisions on disk or in memory, and a connection as the program
// itself would have one.
#pragma once

#include <sqlite3.h>

#include <deque>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "migrate/migrator.hpp"
#include "tests/support/temporary_folder.hpp"

namespace migrate::test {

using Lines = std::vector<std::string>;

/// The program's own connection, through SQLite's C API.
class OwnConnection {
 public:
  explicit OwnConnection(const std::filesystem::path& file, int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) {
    if (sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr) != SQLITE_OK)
      throw std::runtime_error(sqlite3_errmsg(handle_));
    sqlite3_busy_timeout(handle_, 20'000);
  }
  OwnConnection(const OwnConnection&) = delete;
  OwnConnection& operator=(const OwnConnection&) = delete;
  ~OwnConnection() { sqlite3_close(handle_); }

  /// The first column of every row.
  Lines operator()(const std::string& sql) {
    Lines out;
    char* problem = nullptr;
    const auto take = [](void* lines, int, char** values, char**) {
      static_cast<Lines*>(lines)->emplace_back(values[0] ? values[0] : "NULL");
      return 0;
    };
    if (sqlite3_exec(handle_, sql.c_str(), take, &out, &problem) != SQLITE_OK) {
      const std::string text = problem;
      sqlite3_free(problem);
      throw std::runtime_error(text);
    }
    return out;
  }

 private:
  sqlite3* handle_ = nullptr;
};

/// Revision files in memory: a → b → c …, each of which makes a table of its name.
class Embedded {
 public:
  Embedded() = default;
  explicit Embedded(const Lines& ids) {
    std::string parent;
    for (const auto& id : ids) {
      add(id + ".sql", "-- revision: " + id + "\n" + (parent.empty() ? "" : "-- down_revision: " + parent + "\n") +
                           "-- message: make " + id + "\n-- migrate: upgrade\nCREATE TABLE t_" + id +
                           " (id INTEGER PRIMARY KEY, name TEXT);\n-- migrate: downgrade\nDROP TABLE t_" + id + ";\n");
      parent = id;
    }
  }
  Embedded(const Embedded&) = delete;
  Embedded& operator=(const Embedded&) = delete;

  void add(const std::string& name, const std::string& text) {
    names_.push_back(name);
    texts_.push_back(text);
    files_.push_back({names_.back(), texts_.back()});
  }
  std::span<const RevisionFile> files() const { return files_; }

 private:
  std::deque<std::string> names_, texts_;  // never move what they hold
  std::vector<RevisionFile> files_;
};

struct Bench {
  TemporaryFolder folder;
  std::filesystem::path file = folder.path / "app.db";

  std::string url() const { return "sqlite:///" + file.string(); }
  MigratorOptions options(std::span<const RevisionFile> revisions) const {
    MigratorOptions out;
    out.url = url();
    out.revisions = revisions;
    return out;
  }
  Lines tables() const {
    if (!std::filesystem::exists(file)) return {};
    return OwnConnection(file)(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'migrate_%' ORDER BY name");
  }
};

}  // namespace migrate::test
