// migrate::load_options: what a migrate.toml says, for a program that has one anyway.
#include "migrate/migrator.hpp"
#include "src/config/config.hpp"

namespace migrate {
namespace {

/// The characters that would end a path in a URL, or that an escape begins with.
std::string escaped(const std::string& path) {
  std::string out;
  for (const char c : path) {
    if (c == '%') {
      out += "%25";
    } else if (c == '?') {
      out += "%3F";
    } else {
      out += c;
    }
  }
  return out;
}

/// The URL's text; a file's path, which counts from the folder of migrate.toml, from the working directory.
std::string url_text(const Config& config) {
  const auto url = database_url(config);
  const auto& text = config.database.url->get();
  if (!names_a_file(url)) return text;
  const auto question = text.find('?');
  return url.scheme + ":///" + escaped(url.database) + (question == text.npos ? "" : text.substr(question));
}

}  // namespace

MigratorOptions load_options(const std::filesystem::path& file, const std::string& environment,
                             const std::string& database) {
  ConfigRequest request;
  request.file = file.string();
  request.env = environment;
  request.database = database;
  const auto config = load_config(request);
  MigratorOptions out;
  out.url = url_text(config);
  out.revisions = revision_folders(config);
  out.exclude_tables = config.autogenerate.exclude_tables;
  out.schemas = config.autogenerate.schemas;
  out.version_table = config.database.version_table;
  out.version_table_schema = config.database.version_table_schema;
  out.transaction = config.apply.transaction;
  out.lock_timeout = config.apply.lock_timeout;
  out.sqlite_edit_in_place = config.apply.sqlite_edit_in_place;
  out.lock_attempt = config.apply.lock_attempt;
  out.statement_timeout = config.apply.statement_timeout;
  out.role = config.database.role;
  out.search_path = config.database.search_path;
  return out;
}

}  // namespace migrate
