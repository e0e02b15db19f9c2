// Random schemas as values, of what PostgreSQL has: types, defaults, identity, serial, generated columns, enums,
// sequences, keys, checks, exclusions, indexes of all kinds, comments, two schemas; and SQL for rows that fit them.
#pragma once

#include <string>
#include <vector>

#include "dialects/postgresql/types.hpp"
#include "migrate/schema.hpp"
#include "tests/support/random.hpp"

namespace migrate::test {

/// A type with what its columns may have for a default and in rows, in the server's own spelling.
struct Kind {
  std::string type;
  std::vector<std::string> defaults;
  std::vector<std::string> values;
  bool ordered = true;  ///< whether a btree index takes it
};

inline const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {"integer", {"0", "'-1'::integer", "(1 + 2)"}, {"1", "2", "30"}},
      {"bigint", {"0", "'9000000000'::bigint"}, {"1", "2", "9000000000"}},
      {"smallint", {"7"}, {"1", "2", "3"}},
      {"numeric(12,2)", {"0", "1.50", "0.0"}, {"1.25", "2", "30.10"}},
      {"double precision", {"0", "1.5"}, {"1.5", "2", "3"}},
      {"character varying(20)", {"'x'::character varying", "''::character varying"}, {"'a'", "'b'", "'it''s'"}},
      {"text", {"'y'::text", "'(,;'::text", "lower('A'::text)"}, {"'1'", "'2'", "'three, 3'"}},
      {"character(3)", {"'abc'::bpchar"}, {"'a'", "'bcd'", "'x'"}},
      {"boolean", {"true", "false"}, {"true", "false", "true"}},
      {"date", {"CURRENT_DATE", "'2020-01-02'::date"}, {"'2021-01-01'", "'2022-02-02'", "'2023-03-03'"}},
      {"timestamp without time zone",
       {"now()", "CURRENT_TIMESTAMP"},
       {"'2021-01-01 10:00'", "'2022-02-02'", "'2023-03-03'"}},
      {"timestamp with time zone", {"now()"}, {"'2021-01-01 10:00+00'", "'2022-02-02Z'", "'2023-03-03Z'"}},
      {"timestamp(3) without time zone",
       {"CURRENT_TIMESTAMP(3)"},
       {"'2021-01-01 10:00'", "'2022-02-02'", "'2023-03-03'"}},
      {"uuid", {"gen_random_uuid()"}, {"gen_random_uuid()", "gen_random_uuid()", "gen_random_uuid()"}},
      {"json", {"'{}'::json"}, {"'{}'", "'[1]'", "'null'"}, false},
      {"jsonb", {"'{}'::jsonb"}, {"'{}'", "'[1]'", "'null'"}},
      {"integer[]", {"'{}'::integer[]", "ARRAY[1, 2]"}, {"'{1}'", "'{2,3}'", "'{}'"}},
      {"text[]", {"'{}'::text[]"}, {"'{a}'", "'{b,c}'", "'{}'"}},
      {"bytea", {"'\\x00'::bytea"}, {"'\\x01'", "'\\x02'", "'\\x03'"}},
      {"int4range", {"'empty'::int4range"}, {"'[1,2)'", "'[3,4)'", "'[5,9)'"}},
      {"interval", {"'1 day'::interval"}, {"'1 day'", "'2 hours'", "'3 mons'"}},
      {"inet", {"'127.0.0.1'::inet"}, {"'10.0.0.1'", "'10.0.0.2'", "'::1'"}},
  };
  return all;
}

/// The rows' values for a column of any type; its enums have the values low, mid, high and maybe others.
inline std::vector<std::string> values_for(const Type& type) {
  if (type.kind == TypeKind::enumeration) return {"'low'", "'mid'", "'high'"};
  for (const auto& kind : kinds()) {
    if (postgresql::type_of(kind.type) == postgresql::canonical(type)) return kind.values;
  }
  return {"NULL", "NULL", "NULL"};
}

class RandomSchema {
 public:
  explicit RandomSchema(Random& random) : random_(random) {}

  Schema make() {
    Schema out;
    out.enums.push_back({"level", "", {"low", "mid", "high"}, random_.chance(30) ? "how high" : ""});
    if (random_.chance(40)) out.enums.push_back({"Odd Level", "", {"low", "mid", "high", "it's"}, ""});
    if (random_.chance(40)) out.sequences.push_back(sequence());
    out.tables.push_back(team());
    out.tables.push_back(hero(out));
    return out;
  }

  Column column(const std::string& name, const Schema& schema) {
    Column out;
    out.name = name;
    if (random_.chance(20)) {
      const auto& held = random_.pick(schema.enums);
      out.type = postgresql::enum_type({held.name, held.schema});
      if (random_.chance(50)) out.default_sql = "'mid'::" + postgresql::sql_of(out.type);
    } else {
      const auto& kind = random_.pick(kinds());
      out.type = postgresql::type_of(kind.type);
      if (random_.chance(40)) out.default_sql = random_.pick(kind.defaults);
      if (out.type.kind == TypeKind::text && random_.chance(20)) out.collation = "C";
    }
    out.nullable = random_.chance(60);
    if (random_.chance(20)) out.comment = "about " + name + ", it's";
    return out;
  }

  /// Names that need quotes now and then.
  std::string name(const std::string& stem) {
    return random_.chance(15) ? random_.pick({"Odd ", "select.", "ü", "a\"b"}) + stem : stem;
  }

  Index index(const Table& table, const std::string& index_name) {
    Index out;
    out.name = index_name;
    const auto& column = random_.pick(table.columns);
    out.columns.push_back({.column = column.name});
    if (!is_ordered(column) || random_.chance(25)) {
      out.columns = {{.expression = "abs(id)"}};
    } else if (random_.chance(30)) {
      out.columns.front().order = Order::desc;
    }
    if (random_.chance(30)) out.columns.push_back({.column = "id"});
    if (random_.chance(20)) out.include = {"id"};
    if (random_.chance(25)) out.where = "id > 2";
    if (random_.chance(15)) out.with["fillfactor"] = "70";
    if (random_.chance(15)) out.comment = "an index";
    out.unique = random_.chance(20) && out.columns.size() > 1;
    if (out.unique) out.nulls_not_distinct = random_.chance(20);
    if (!out.unique && out.include.empty() && random_.chance(15)) {
      out.columns = {{.column = "id"}};
      out.using_method = random_.pick({"hash", "brin"});
      out.with.clear();
    }
    return out;
  }

  static bool is_ordered(const Column& column) { return column.type.kind != TypeKind::json; }

 private:
  Sequence sequence() {
    Sequence out;
    out.name = "counter";
    if (random_.chance(50)) out.increment = 5;
    if (random_.chance(50)) out.start = 100;
    if (random_.chance(30)) out.cycle = true;
    if (random_.chance(30)) out.cache = 10;
    return out;
  }

  Column numbered(const std::string& name) {
    Column out;
    out.name = name;
    out.type = postgresql::type_of(random_.pick({"integer", "bigint"}));
    out.nullable = false;
    if (random_.chance(30)) {
      out.options["postgresql.serial"] = true;
    } else {
      out.identity = Identity{.always = false};
      if (random_.chance(30)) out.identity->start = 100;
      if (random_.chance(20)) out.identity->increment = 10;
    }
    return out;
  }

  Table team() {
    Table out;
    out.name = "team";
    out.columns.push_back(numbered("id"));
    out.columns.push_back({.name = "code", .type = postgresql::type_of("character varying(20)"), .nullable = false});
    out.primary_key = PrimaryKey{.name = "pk_team", .columns = {{.column = "id"}}};
    out.uniques.push_back({.name = "uq_team_code", .columns = {{.column = "code"}}});
    return out;
  }

  Table hero(const Schema& schema) {
    Table out;
    out.name = "hero";
    if (random_.chance(30)) out.comment = "heroes";
    if (random_.chance(10)) out.options["postgresql.with.fillfactor"] = std::int64_t{80};
    out.columns.push_back(numbered("id"));
    out.columns.push_back({.name = "team_id", .type = schema.tables.front().columns.front().type});
    const auto count = 2 + random_.below(5);
    for (std::size_t i = 0; i < count; ++i) out.columns.push_back(column(name("c" + std::to_string(i)), schema));
    if (random_.chance(30)) {
      out.columns.push_back(
          {.name = "g", .type = postgresql::type_of("integer"), .generated = Generated{"id + 1", true}});
    }
    constraints(out);
    const auto indexes = random_.below(4);
    for (std::size_t i = 0; i < indexes; ++i) out.indexes.push_back(index(out, name("ix_" + std::to_string(i))));
    return out;
  }

  void constraints(Table& out) {
    out.primary_key = PrimaryKey{.name = "pk_hero", .columns = {{.column = "id"}}};
    if (random_.chance(20)) out.primary_key->include = {"team_id"};
    if (random_.chance(40)) {
      Unique unique{.name = name("uq_hero"), .columns = {{.column = "team_id"}, {.column = "id"}}};
      unique.deferrable = random_.chance(30);
      unique.nulls_not_distinct = random_.chance(30);
      out.uniques.push_back(unique);
    }
    if (random_.chance(50)) {
      ForeignKey key{.name = "fk_hero_team", .columns = {"team_id"}, .references = "team", .target = {"id"}};
      key.on_delete = random_.pick(std::vector{Action::no_action, Action::cascade, Action::set_null});
      key.deferrable = random_.chance(30);
      if (key.deferrable && random_.chance(50)) key.initially = Initially::deferred;
      key.not_valid = random_.chance(15);
      out.foreign_keys.push_back(key);
    }
    if (random_.chance(40)) out.checks.push_back({.name = name("ck_hero"), .expression = "id > 0"});
    if (random_.chance(20)) {
      Exclusion exclusion{.name = "ex_hero"};
      exclusion.elements.push_back({{.column = "id"}, "="});
      if (random_.chance(50)) exclusion.where = "id > 3";
      out.exclusions.push_back(exclusion);
    }
  }

  Random& random_;
};

}  // namespace migrate::test
