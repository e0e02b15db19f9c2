// Ten upgrades of one MySQL or MariaDB database that begin at one moment, each in a process of its own.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "src/engine/engine.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/mysql.hpp"
#include "tests/support/revision_folder.hpp"

namespace migrate::test {

struct Crowd {
  int applied = 0;  ///< how many of them have run revisions
  int told = 0;     ///< how many of them waited, and were told for whom: a process, or so far a connection
  int others = 0;   ///< how many ended with neither success
};

/// `urls`: one for each of them.
inline Crowd upgrade_at_once(const RevisionFolder& folder, const std::vector<Url>& urls) {
  int gate[2];
  if (pipe(gate) != 0) throw std::runtime_error("no pipe");
  const auto run = [&](const Url& url) {
    close(gate[1]);
    char byte = 0;
    (void)!read(gate[0], &byte, 1);  // until the parent closes its end
    bool told = false;
    EngineOptions options;
    options.callbacks.on_wait = [&](const std::string& holder) {
      told = holder.find(" pid ") != holder.npos || holder.find(", connection ") != holder.npos;
    };
    const auto graph = folder.graph();
    const auto connection = mysql_dialect().connect(url, {});
    const auto result = Engine(mysql_dialect(), *connection, url, graph, options).upgrade("head");
    return (result.revisions.empty() ? 0 : 1) + (told ? 2 : 0);
  };
  std::vector<pid_t> children;
  for (const auto& url : urls) children.push_back(in_child([&] { return run(url); }));
  close(gate[0]);
  close(gate[1]);
  Crowd out;
  for (const auto child : children) {
    const auto status = status_of(child);
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 99;
    if (code > 3) {
      ++out.others;
      continue;
    }
    out.applied += code & 1;
    out.told += code >> 1;
  }
  return out;
}

/// Revisions that take long enough for the others to wait: tables, and rows that would show what ran twice.
inline void add_slow_revisions(RevisionFolder& folder) {
  folder.add_sql("aaaa", "",
                 "-- migrate: upgrade\nCREATE TABLE t (id int PRIMARY KEY, n int NOT NULL);\nDO SLEEP(0.8);\nINSERT "
                 "INTO t VALUES (1, 0);\n");
  folder.add_sql("bbbb", "aaaa",
                 "-- migrate: upgrade\nUPDATE t SET n = n + 1;\nALTER TABLE t ADD COLUMN m int;\nDO SLEEP(0.4);\n"
                 "UPDATE t SET n = n * 10;\n");
}

}  // namespace migrate::test
