#include "src/models/introspected.hpp"

#include "dialects/surroundings.hpp"
#include "src/base/files.hpp"
#include "src/base/text.hpp"
#include "src/schema/filter.hpp"

namespace migrate {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Where a text stops being UTF-8; npos: nowhere.
std::size_t first_wrong_byte(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || i + length > text.size()) return i;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return i;
    }
    i += length;
  }
  return text.npos;
}

std::string read_script(const std::filesystem::path& file) {
  require_file(file, "the models script", "correct models.sql in migrate.toml");
  auto text = read_file(file);
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  const auto wrong = first_wrong_byte(text);
  if (wrong == text.npos) return text;
  const auto [line, column] = position_of(text, wrong);
  throw ConfigurationError("the file is not UTF-8", "save it as UTF-8", {file.string(), line, column});
}

/// The place of a byte of a statement in its file.
Where place_in(const std::filesystem::path& file, const ScriptStatement& statement, std::size_t offset) {
  const auto [line, column] = position_of(statement.sql, offset);
  return {file.string(), statement.line + line - 1, line == 1 ? statement.column + column - 1 : column};
}

void run(const Dialect& dialect, Connection& connection, const std::filesystem::path& file,
         const ScriptStatement& statement) {
  const auto why = dialect.refusal(statement.sql, Confines::schema_script);
  if (!why.empty()) {
    throw ConfigurationError("a script of models runs in a private database and may not leave it: " + why,
                             "take the statement out", place_in(file, statement, 0));
  }
  try {
    connection.execute(statement.sql);
  } catch (const DatabaseError& error) {
    const auto offset = error.position > 0 ? error.position - 1 : 0;
    throw ConfigurationError(error.what(),
                             "the script runs in an empty database: it must make all that it refers to, in an order "
                             "that the database can follow",
                             place_in(file, statement, offset));
  }
}

void run(const Dialect& dialect, Connection& connection, const std::filesystem::path& file) {
  const auto text = read_script(file);
  std::vector<ScriptStatement> statements;
  try {
    statements = dialect.split(text);
  } catch (const Error& error) {
    throw ConfigurationError(error.what(), error.hint, {file.string(), error.where.line, error.where.column});
  }
  for (const auto& statement : statements) run(dialect, connection, file, statement);
}

}  // namespace

Schema schema_of(const ModelsDatabase& database, std::vector<ObjectCount>& left_out) {
  ConnectOptions options;
  options.read_only = true;
  options.search_path = database.search_path;
  const auto connection = database.dialect->connect(database.url, options);
  left_out = surroundings_of(*database.dialect).left_out(*connection, database.schemas);
  return without_tables(database.dialect->introspect(*connection, database.schemas), database.own_tables);
}

Schema schema_of(const ModelsScript& script) {
  const auto connection = script.dialect->empty_database(script.url, {});
  if (!connection) {
    throw ConfigurationError("models.sql is not possible with " + std::string(script.dialect->name()) +
                                 ", which gives no private database to run a script in",
                             "run the script in a database of your own and name that: models.database = \"URL\"");
  }
  for (const auto& file : script.files) run(*script.dialect, *connection, file);
  const auto copy = script.dialect->scratch(*connection);  // of all schemas, where the database has such
  const auto* whole = copy ? copy->offline_schema() : nullptr;
  return whole ? *whole : script.dialect->introspect(*connection);
}

}  // namespace migrate
