// A real schema: the Sakila sample database for SQLite, through `inspect` and `models.file` into an empty database.
#include "src/base/files.hpp"
#include "tests/support/project.hpp"

using namespace migrate;

namespace {

void make_sakila(const Project& project) {
  const auto script = read_file(MIGRATE_SOURCE_DIR "/tests/cases/sakila/sqlite.sql");
  std::vector<std::string> statements;
  for (auto& statement : find_dialect("sqlite").split(script)) statements.push_back(std::move(statement.sql));
  project.sql("SELECT 1");
  project.execute(statements);
}

/// The catalog without the objects that are not managed yet, spaces and quotes folded.
SqlRows managed_catalog(const Project& project) {
  return project.sql(
      "SELECT m.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk, c.hidden FROM sqlite_schema m, "
      "pragma_table_xinfo(m.name) c "
      "WHERE m.type = 'table' AND m.name NOT LIKE 'migrate_%' ORDER BY m.name, c.cid");
}

SqlRows foreign_keys(const Project& project) {
  return project.sql(
      "SELECT m.name, f.\"table\", f.\"from\", f.\"to\", f.on_update, f.on_delete, f.\"match\" FROM sqlite_schema m, "
      "pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY 1, 2, 3, 4");
}

SqlRows indexes(const Project& project) {
  return project.sql(
      "SELECT m.name, i.\"unique\", i.origin, i.partial, x.seqno, x.name, x.\"desc\", x.coll FROM sqlite_schema m, "
      "pragma_index_list(m.name) i, pragma_index_xinfo(i.name) x WHERE m.type = 'table' AND m.name NOT LIKE "
      "'migrate_%' "
      "ORDER BY m.name, i.origin, x.seqno, x.name, i.\"unique\"");
}

}  // namespace

TEST_CASE("Sakila goes through inspect and a models file into an empty database, and nothing differs") {
  const Project original(MIGRATE_PROGRAM);
  original.run.folder.write("app.db", "");
  make_sakila(original);
  original.use_document("format = 1\n");
  const auto document = original.ok({"inspect"});

  const Project copy(MIGRATE_PROGRAM);
  copy.use_document(document);
  copy.autogenerate("sakila");
  copy.ok({"upgrade", "head"});
  copy.nothing_left();
  CHECK(managed_catalog(copy) == managed_catalog(original));
  CHECK(foreign_keys(copy) == foreign_keys(original));
  CHECK(indexes(copy) == indexes(original));

  original.use_document(document);
  original.nothing_left();

  copy.ok({"downgrade", "base"});
  CHECK(copy.tables().empty());
  copy.ok({"upgrade", "head"});
  copy.nothing_left();
}
