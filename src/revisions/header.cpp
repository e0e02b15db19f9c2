#include "src/revisions/header.hpp"

#include <algorithm>
#include <filesystem>
#include <regex>

#include "src/base/text.hpp"
#include "src/revisions/sql_sections.hpp"

namespace migrate {
namespace {

/// Takes the line at the front of `text` off it, without its line break.
std::string_view next_line(std::string_view& text) {
  const auto end = text.find('\n');
  auto line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// A string in quotes without escapes at the front of `text`, taken off it.
std::optional<std::string> plain_string(std::string_view& text) {
  if (text.empty() || (text[0] != '"' && text[0] != '\'')) return std::nullopt;
  const auto end = text.find(text[0], 1);
  if (end == text.npos || end == 1) return std::nullopt;  // unfinished, or the first of three quotes
  const auto held = text.substr(1, end - 1);
  if (held.find('\\') != held.npos) return std::nullopt;
  text = trim(text.substr(end + 1));
  return std::string(held);
}

std::optional<std::vector<std::string>> plain_strings(std::string_view& text) {
  if (!text.starts_with('[')) {
    auto one = plain_string(text);
    if (!one) return std::nullopt;
    return std::vector{std::move(*one)};
  }
  text = trim(text.substr(1));
  std::vector<std::string> out;
  while (!text.starts_with(']')) {
    auto one = plain_string(text);
    if (!one) return std::nullopt;
    out.push_back(std::move(*one));
    if (text.starts_with(',')) {
      text = trim(text.substr(1));
    } else if (!text.starts_with(']')) {
      return std::nullopt;
    }
  }
  text = trim(text.substr(1));
  return out;
}

bool assign(std::string& member, std::string_view& value) {
  auto text = plain_string(value);
  if (!text) return false;
  member = std::move(*text);
  return true;
}

bool assign(std::vector<std::string>& member, std::string_view& value) {
  auto texts = plain_strings(value);
  if (!texts) return false;
  member = std::move(*texts);
  return true;
}

/// Takes a value off `value` into the revision; false where key or value are not plain.
bool take(Revision& revision, std::string_view key, std::string_view& value) {
  if (key == "revision") return assign(revision.id, value);
  if (key == "down_revision") return assign(revision.down_revisions, value) && !revision.down_revisions.empty();
  if (key == "depends_on") return assign(revision.depends_on, value);
  if (key == "branch_labels") return assign(revision.branch_labels, value);
  if (key == "message") return assign(revision.message, value);
  const auto word = value.substr(0, value.find_first_of(" \t#"));
  if (key == "format" && word != "1") return false;
  if (key == "created") {
    if (word.size() < 19 || word.find_first_not_of("0123456789-:TZ+.") != word.npos) return false;
    revision.created = word;
  } else if (key == "transaction") {
    if (word != "true" && word != "false") return false;
    revision.transaction = word == "true";
  } else if (key != "format") {
    return false;
  }
  value = trim(value.substr(word.size()));
  return true;
}

/// What another tool writes into its files or calls them, and what makes a revision of one.
std::string hint_for_other_tool(std::string_view text, const std::string& file) {
  const auto has = [&](std::string_view marker) { return lower(text).find(marker) != std::string::npos; };
  const auto import = [](const std::string& whose) {
    return "it is a file of " + whose +
           ": put those into a folder of their own, and `migrate import sql FOLDER` makes revisions of "
           "them";
  };
  if (has("-- +migrate up") || has("-- +migrate down"))
    return "it is a file of sql-migrate: write '-- +goose' for '-- +migrate' in those, put them into a folder of their "
           "own, and "
           "`migrate import sql FOLDER` makes revisions of them";
  if (has("-- +goose")) return import("goose");
  if (has("-- migrate:up") || has("-- migrate:down")) return import("dbmate");
  const std::filesystem::path path(file);
  const auto name = path.filename().string();
  if (has("--liquibase ") || has("-- liquibase ") || has("--changeset ") || has("-- changeset "))
    return "it is a file of Liquibase: begin it with -- revision: ID and -- message: TEXT, and write `-- migrate: "
           "upgrade` above "
           "its SQL and `-- migrate: downgrade` above that of its rollback";
  if (name.ends_with(".up.sql") || name.ends_with(".down.sql")) return import("golang-migrate");
  if (std::regex_match(name, std::regex("[VUBR][0-9_.]*__.*\\.sql"))) return import("Flyway");
  return {};
}

}  // namespace

std::optional<Revision> scan_toml_header(std::string_view text) {
  Revision revision;
  std::vector<std::string_view> seen;
  while (!text.empty()) {
    const auto line = trim(next_line(text));
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with('[')) break;
    const auto equals = line.find('=');
    if (equals == line.npos) return std::nullopt;
    const auto key = trim(line.substr(0, equals));
    auto value = trim(line.substr(equals + 1));
    if (std::ranges::find(seen, key) != seen.end() || !take(revision, key, value)) return std::nullopt;
    if (!value.empty() && !value.starts_with('#')) return std::nullopt;
    seen.push_back(key);
  }
  const auto has = [&](std::string_view key) { return std::ranges::find(seen, key) != seen.end(); };
  if (!has("format") || !has("revision")) return std::nullopt;
  return revision;
}

std::string without_header_lines(std::string_view text) {
  std::string out;
  for (auto rest = text; !rest.empty();) {
    const auto line = next_line(rest);
    const auto word = trim(line.substr(0, line.find(':')));
    const bool is_key = line.find(':') != line.npos && word.find_first_of(" \t") == word.npos;
    out.append(is_key ? "> " : "").append(line);
    if (!rest.empty()) out += '\n';
  }
  return out;
}

Revision read_sql_header(std::string_view text, const std::string& file) {
  static const std::vector<std::string> keys{"revision",   "down_revision", "message",    "created",
                                             "depends_on", "branch_labels", "transaction"};
  Revision revision;
  const auto whole = text;
  std::vector<std::string> seen;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto line = trim(next_line(text));
    if (!line.starts_with("--")) {
      if (line.empty()) continue;
      break;
    }
    if (parse_section_marker(line)) break;
    const auto content = trim(line.substr(2));
    const auto colon = content.find(':');
    if (colon == content.npos) continue;
    const std::string key(trim(content.substr(0, colon)));
    const auto fail = [&](const std::string& message) { throw RevisionError(message, {}, {file, number, 1}); };
    if (std::ranges::find(keys, key) == keys.end()) {
      if (const auto meant = nearest(key, keys); meant && key.find(' ') == key.npos)
        fail("the header has no '" + key + "', did you mean '" + *meant + "'?");
      continue;
    }
    if (std::ranges::find(seen, key) != seen.end()) fail("the header says '" + key + "' twice");
    seen.push_back(key);
    const auto value = trim(content.substr(colon + 1));
    const auto list = [&] {
      std::vector<std::string> out;
      for (const auto& part : split(value, ',')) {
        if (const auto item = trim(part); !item.empty()) out.emplace_back(item);
      }
      return out;
    };
    if (key == "revision") revision.id = value;
    if (key == "down_revision") revision.down_revisions = list();
    if (key == "depends_on") revision.depends_on = list();
    if (key == "branch_labels") revision.branch_labels = list();
    if (key == "message") revision.message = value;
    if (key == "created") revision.created = value;
    if (key == "transaction") {
      if (value != "true" && value != "false")
        fail("'transaction' must be true or false, not '" + std::string(value) + "'");
      revision.transaction = value == "true";
    }
  }
  if (revision.id.empty()) {
    auto hint = hint_for_other_tool(whole, file);
    if (!hint.empty())
      throw RevisionError("the file has no header that names its revision", std::move(hint), {file, 1, 1});
    throw RevisionError("the file has no header that names its revision",
                        "its first lines are: -- revision: ID, -- down_revision: PARENT, -- message: TEXT; a SQL file "
                        "that is no revision "
                        "belongs in another directory",
                        {file, 1, 1});
  }
  return revision;
}

}  // namespace migrate
