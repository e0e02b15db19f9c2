// The text of a random CREATE TABLE for `hero`, with the clauses and the odd writing that SQLite allows.
#pragma once

#include <string>
#include <vector>

#include "tests/support/random.hpp"

namespace migrate::test {

/// The text of a CREATE TABLE, with the clauses and the odd writing that SQLite allows.
class TableText {
 public:
  /// A wild one may be STRICT, and its generated columns read columns that hold anything.
  explicit TableText(Random& random, bool wild = false) : random_(random), wild_(wild) {}

  std::string write() {
    const bool without_rowid = random_.chance(15);
    strict_ = wild_ && random_.chance(15);
    std::vector<std::string> parts{key(without_rowid)};
    const auto columns = 2 + random_.below(5);
    for (std::size_t i = 0; i < columns; ++i) parts.push_back(column("c" + std::to_string(i)));
    if (random_.chance(30)) {
      const auto value = wild_ ? random_.pick({"id + 1", "c0 || c1", "c1 > 5"}) : "id + 1";
      parts.push_back(std::string("g1 ") + (strict_ ? "ANY" : "INT") + " GENERATED ALWAYS AS (" + value + ") " +
                      random_.pick({"STORED", "VIRTUAL", ""}));
    }
    if (random_.chance(40)) parts.push_back(named("uq_1") + "UNIQUE (id, c0)" + conflict());
    if (random_.chance(30)) parts.push_back(named("ck_1") + "CHECK (id > 0 AND c1 <> 'never')");
    if (random_.chance(30)) parts.push_back(named("fk_1") + "FOREIGN KEY (c1) REFERENCES hero (id) ON DELETE CASCADE");
    if (key_at_end_) parts.push_back(named("pk_1") + "PRIMARY KEY (id)");
    std::string out =
        random_.pick({"CREATE TABLE hero", "create table \"hero\"", "CREATE TABLE [hero]"}) + space() + "(" + space();
    for (std::size_t i = 0; i < parts.size(); ++i) {
      out += parts[i] + (i + 1 < parts.size() ? space() + "," + comment() + space() : "");
    }
    const auto words = strict_ && without_rowid ? " STRICT, WITHOUT ROWID"
                       : strict_                ? " STRICT"
                       : without_rowid          ? " WITHOUT ROWID"
                                                : "";
    return out + space() + ")" + words;
  }
  bool strict() const { return strict_; }

 private:
  std::string key(bool without_rowid) {
    const auto type =
        strict_ ? random_.pick({"INTEGER", "INT"}) : random_.pick({"INTEGER", "integer", "INT", "BIGINT"});
    key_at_end_ = random_.chance(40);
    if (key_at_end_) return "id " + type + " NOT NULL";
    const bool counts = type == "INTEGER" && !without_rowid && random_.chance(40);
    return "id " + type + " " + named("pk_1") + "PRIMARY KEY" + (counts ? " AUTOINCREMENT" : "") + " NOT NULL";
  }

  std::string column(const std::string& name) {
    auto out = random_.pick({"", "\"", "`"});
    out = out + name + out + " ";
    if (strict_) {
      out += random_.pick({"TEXT", "INTEGER", "REAL", "BLOB", "ANY"});
    } else {
      out += random_.pick({"TEXT", "INTEGER", "VARCHAR(20)", "NUMERIC(10,2)", "", "MY TYPE", "BLOB", "REAL"});
    }
    if (random_.chance(20))
      out += space() + random_.pick({"NOT NULL", "NOT NULL ON CONFLICT ABORT", "CONSTRAINT nn NOT NULL"});
    if (random_.chance(30)) {
      out += space() + "DEFAULT " + random_.pick({"0", "-1", "'a, b)'", "(1 + 2)", "CURRENT_DATE", "x'00'", "''"});
    }
    if (random_.chance(20)) out += " COLLATE " + random_.pick({"NOCASE", "rtrim", "\"BINARY\""});
    if (random_.chance(15)) out += space() + "CHECK (" + name + " IS NOT 'never')";
    if (random_.chance(10)) out += " REFERENCES team" + random_.pick({"", " (id)", " (id) ON UPDATE CASCADE"});
    return out;
  }

  std::string named(const std::string& name) { return random_.chance(60) ? "CONSTRAINT " + name + " " : ""; }
  std::string conflict() { return random_.chance(20) ? " ON CONFLICT " + random_.pick({"FAIL", "ignore"}) : ""; }
  std::string space() { return random_.pick({" ", "\n  ", " /* , ( */ ", "\t", " -- note ), \n    "}); }
  std::string comment() { return random_.chance(20) ? " -- about it, (x\n" : ""; }

  Random& random_;
  bool wild_;
  bool strict_ = false;
  bool key_at_end_ = false;
};

}  // namespace migrate::test
