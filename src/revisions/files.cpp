#include "src/revisions/files.hpp"

#include <algorithm>

#include "migrate/detail/write_toml.hpp"
#include "src/base/comment.hpp"
#include "src/base/files.hpp"
#include "src/base/text.hpp"
#include "src/base/toml.hpp"
#include "src/operations/read_operations.hpp"
#include "src/revisions/commented.hpp"
#include "src/revisions/header.hpp"
#include "src/revisions/sql_sections.hpp"

namespace migrate {
namespace {

constexpr std::size_t header_bytes = 2048;

/// Some editors put one in front of UTF-8; TOML allows it, and so do we in SQL.
std::string_view without_byte_order_mark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

/// Runs `read` and makes what it says about a file's text an error of the revisions.
template <class F>
auto as_revision_error(F read) {
  try {
    return read();
  } catch (const ConfigurationError& error) {
    throw RevisionError(error.what(), error.hint, error.where);
  }
}

std::string created_text(TomlTable& table) {
  const auto* value = table.find("created");
  if (!value) return {};
  if (const auto* moment = std::get_if<TomlValue::Moment>(&value->data)) return moment->text;
  table.fail_type(*value, "created", "a date and time: created = 2026-01-31T12:00:00Z");
}

Revision header_of(TomlTable& table, const TomlValue& document) {
  if (const auto format = table.integer("format"); format != 1) {
    table.fail(format ? *table.find("format") : document,
               format ? "the revision has format " + std::to_string(*format) + ", and this migrate reads format 1"
                      : "the revision has no 'format'",
               "format = 1");
  }
  Revision revision;
  revision.id = table.require_string("revision");
  revision.down_revisions = table.strings("down_revision").value_or(std::vector<std::string>{});
  revision.depends_on = table.strings("depends_on").value_or(std::vector<std::string>{});
  revision.branch_labels = table.strings("branch_labels").value_or(std::vector<std::string>{});
  revision.message = table.string("message").value_or("");
  revision.created = created_text(table);
  revision.transaction = table.boolean("transaction");
  for (const auto& parent : revision.down_revisions) {
    if (parent.empty())
      table.fail(*table.find("down_revision"), "'down_revision' is empty",
                 "a base has no down_revision at all: leave the line out");
  }
  return revision;
}

/// Both readings of a TOML file see the same keys; the operations are read only where they are asked for.
Revision parse_toml_revision(const std::string& text, const std::string& file, RevisionBody* body) {
  const auto document = parse_toml(text, file);
  TomlTable table(document, file, "the revision");
  auto revision = header_of(table, document);
  const auto* up = table.find("upgrade");
  const auto* down = table.find("downgrade");
  table.finish();
  if (body && up) body->upgrade = read_operations(*up, file);
  if (body && down) body->downgrade = read_operations(*down, file);
  return revision;
}

/// The header at the front of a file's text; `whole` gives all of the text to those who cannot do with less.
template <class Whole>
Revision header_in(std::string_view front, const std::filesystem::path& file, Whole whole) {
  if (file.extension() == ".sql") return read_sql_header(without_byte_order_mark(front), file.string());
  if (auto scanned = scan_toml_header(front)) return std::move(*scanned);
  return parse_toml_revision(whole(), file.string(), nullptr);
}

Revision header_in_memory(const RevisionFile& file) {
  const std::filesystem::path name(file.name);
  if (name.extension() != ".toml" && name.extension() != ".sql") {
    throw RevisionError("'" + name.string() + "' is no name of a revision file", "such a name ends in .toml or .sql");
  }
  return as_revision_error([&] {
    auto revision = header_in(file.text, name, [&] { return std::string(file.text); });
    revision.file = name;
    revision.text = file.text;
    return revision;
  });
}

std::string title(const Revision& revision) {
  auto line = revision.message.substr(0, revision.message.find('\n'));
  if (line.empty()) return revision.id;
  line[0] = static_cast<char>(line[0] >= 'a' && line[0] <= 'z' ? line[0] - 'a' + 'A' : line[0]);
  return line;
}

std::string string_or_array(const std::vector<std::string>& values) {
  if (values.size() == 1) return detail::toml_string(values[0]);
  std::string out;
  for (const auto& value : values) out += (out.empty() ? "" : ", ") + detail::toml_string(value);
  return "[" + out + "]";
}

std::string toml_header(const Revision& revision, const std::vector<std::string>& notes) {
  auto out = comment("# ", title(revision));
  for (const auto& note : notes) out += comment("# ", note);
  out += "format = 1\nrevision = " + detail::toml_string(revision.id) + "\n";
  if (!revision.down_revisions.empty()) out += "down_revision = " + string_or_array(revision.down_revisions) + "\n";
  if (!revision.depends_on.empty()) out += "depends_on = " + string_or_array(revision.depends_on) + "\n";
  if (!revision.branch_labels.empty()) out += "branch_labels = " + string_or_array(revision.branch_labels) + "\n";
  out += "message = " + detail::toml_string(revision.message) + "\n";
  if (!revision.created.empty()) out += "created = " + revision.created + "\n";
  if (revision.transaction) out += std::string("transaction = ") + (*revision.transaction ? "true" : "false") + "\n";
  return out;
}

std::string sql_header(const Revision& revision) {
  std::string out = "-- revision: " + revision.id + "\n";
  if (!revision.down_revisions.empty()) out += "-- down_revision: " + join(revision.down_revisions, ", ") + "\n";
  if (!revision.depends_on.empty()) out += "-- depends_on: " + join(revision.depends_on, ", ") + "\n";
  if (!revision.branch_labels.empty()) out += "-- branch_labels: " + join(revision.branch_labels, ", ") + "\n";
  out += "-- message: " + replace_all(revision.message, "\n", " ") + "\n";
  if (!revision.created.empty()) out += "-- created: " + revision.created + "\n";
  if (revision.transaction) out += std::string("-- transaction: ") + (*revision.transaction ? "true" : "false") + "\n";
  return out;
}

}  // namespace

std::vector<Revision> load_revisions(const std::vector<std::filesystem::path>& directories) {
  std::vector<std::string> files;  // texts, which sort much faster than paths
  for (const auto& directory : directories) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
      const std::string& path = entry.path().native();
      const auto name = std::string_view(path).substr(path.rfind('/') + 1);
      std::error_code nowhere;  // a link may lead there
      if ((name.ends_with(".toml") || name.ends_with(".sql")) && !name.starts_with('.') &&
          entry.is_regular_file(nowhere)) {  // nobody waits for a pipe, or reads a device
        files.push_back(path);
      }
    }
    if (error) {
      throw RevisionError(
          "the revisions directory cannot be read: " + error.message(),
          "`mkdir -p " + directory.string() + "` makes it; migrate.toml names it: [revisions] directory",
          {directory.string(), 0, 0});
    }
  }
  std::ranges::sort(files);
  std::vector<Revision> out;
  out.reserve(files.size());
  for (const auto& file : files) out.push_back(read_revision_header(file));
  return out;
}

std::vector<Revision> load_revisions(std::span<const RevisionFile> files) {
  std::vector<Revision> out;
  out.reserve(files.size());
  for (const auto& file : files) out.push_back(header_in_memory(file));
  std::ranges::sort(out, {}, &Revision::file);
  return out;
}

Revision read_revision_header(const std::filesystem::path& file) {
  return as_revision_error([&] {
    auto text = read_file_front(file, header_bytes);
    const bool sql = file.extension() == ".sql";
    const bool has_header = text.size() < header_bytes || (!sql && text.find("\n[") != text.npos);
    if (!has_header) text = read_file(file);
    auto revision = header_in(text, file, [&] { return read_file(file); });
    revision.file = file;
    return revision;
  });
}

RevisionBody read_revision_body(const Revision& revision) {
  return as_revision_error([&] {
    const auto bytes = revision.text ? std::string(*revision.text) : read_file(revision.file);
    const auto text = without_byte_order_mark(bytes);
    if (is_sql_file(revision)) return read_sql_sections(text, revision.file.string());
    RevisionBody body;
    const auto header = parse_toml_revision(bytes, revision.file.string(), &body);
    if (header.id != revision.id)
      throw RevisionError("the file changed while it was read", "run the command again",
                          {revision.file.string(), 0, 0});
    return body;
  });
}

bool is_sql_file(const Revision& revision) { return revision.file.extension() == ".sql"; }

std::string write_revision(const Revision& revision, const RevisionBody& body, const std::vector<std::string>& notes) {
  return write_commented_revision(revision, body, notes, {});
}

std::string write_commented_revision(const Revision& revision, const RevisionBody& body,
                                     const std::vector<std::string>& notes, const OperationComments& comments) {
  auto out = toml_header(revision, notes);
  if (body.downgrade && body.downgrade->empty()) out += "downgrade = []\n";
  if (!body.upgrade.empty()) out += "\n" + write_operations(body.upgrade, "upgrade", comments);
  if (body.downgrade && !body.downgrade->empty()) out += "\n" + write_operations(*body.downgrade, "downgrade");
  return out;
}

std::string new_toml_revision(const Revision& revision) {
  return toml_header(revision, {}) + R"(
# Operations, in order; man 5 migrate-revision lists them. For example:
#
# [[upgrade]]
# op = "add_column"
# table = "hero"
# column = { name = "age", type = "integer" }
#
# [[upgrade]]
# op = "execute"
# sql = "UPDATE hero SET age = 18"
#
# [[downgrade]]
# op = "drop_column"
# table = "hero"
# column = { name = "age", type = "integer" }
)";
}

std::string new_sql_revision(const Revision& revision) {
  return sql_header(revision) + "\n-- migrate: upgrade\n\n-- migrate: downgrade\n";
}

std::string write_sql_revision(const Revision& revision, const SqlSections& sections) {
  auto out = sql_header(revision);
  for (const auto& note : sections.notes) out += comment("-- ", without_header_lines(note));
  out += '\n';
  if (sections.incomplete) out += "-- migrate: incomplete\n";
  const auto section = [&](std::string_view name, std::string_view sql) {
    out.append("-- migrate: ").append(name).append("\n").append(sql);
    if (!sql.empty() && !sql.ends_with('\n')) out += '\n';
  };
  section("upgrade", sections.upgrade);
  if (!sections.downgrade) return out;
  out += '\n';
  section("downgrade", *sections.downgrade);
  return out;
}

}  // namespace migrate
