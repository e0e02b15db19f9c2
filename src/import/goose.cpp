// goose: "-- +goose Up", "-- +goose Down" and other annotations in SQL files; and Go files
// (https://pressly.github.io/goose/documentation/annotations/).
#include "src/base/text.hpp"
#include "src/import/sql_file.hpp"

namespace migrate {
namespace {

class GooseFile {
 public:
  explicit GooseFile(SqlMigration& out) : out_(out) {}

  void read() {
    for (const auto& line : split(sql_of(out_.file), '\n')) {
      ++number_;
      if (const auto annotation = comment_with(line, "+goose")) {
        annotate(*annotation);
      } else if (section_) {
        *section_ += line + "\n";
        if (statement_begins_ > 0) statement_ += line + "\n";
      }
    }
    if (!has_up_) fail("the file has no line '-- +goose Up'", 0);
    if (statement_begins_ > 0) fail("StatementBegin without StatementEnd", statement_begins_);
    out_.sections.upgrade = std::string(trim(out_.sections.upgrade)) + "\n";
    if (out_.sections.downgrade) out_.sections.downgrade = std::string(trim(*out_.sections.downgrade)) + "\n";
  }

 private:
  [[noreturn]] void fail(const std::string& message, std::size_t line) const {
    throw ConfigurationError(message, "`goose validate` finds such mistakes too",
                             {out_.file.string(), line, line ? 1u : 0u});
  }

  void annotate(std::string_view annotation) {
    const auto is = [&](std::string_view name) { return equal_ignoring_case(annotation, name); };
    if (is("Up")) {
      has_up_ = true;
      section_ = &out_.sections.upgrade;
    } else if (is("Down")) {
      section_ = &out_.sections.downgrade.emplace();
    } else if (is("NO TRANSACTION")) {
      out_.transaction = false;
    } else if (is("StatementBegin")) {
      statement_begins_ = number_;
      statement_.clear();
    } else if (is("StatementEnd")) {
      end_statement();
    } else if (is("ENVSUB ON")) {
      out_.incomplete = "line " + std::to_string(number_) + " has variables put into the SQL (ENVSUB ON)";
    } else if (!is("ENVSUB OFF")) {
      fail("goose has no annotation '" + std::string(annotation) + "' that is known here", number_);
    }
  }

  /// goose sends such a block as it is, be it of one statement or of several; the mark ends the last one.
  void end_statement() {
    const auto statement = trim(statement_);
    if (section_ && !statement.empty() && !statement.ends_with(';')) *section_ += ";\n";
    statement_begins_ = 0;
  }

  SqlMigration& out_;
  std::string* section_ = nullptr;
  std::string statement_;
  std::size_t number_ = 0, statement_begins_ = 0;
  bool has_up_ = false;
};

}  // namespace

SqlFolder read_goose(const std::filesystem::path& folder) {
  SqlFolder out;
  for (const auto& file : files_of(folder)) {
    const bool go = file.extension() == ".go";
    const auto stem = file.stem().string();
    if (file.extension() != ".sql" && (!go || stem.ends_with("_test"))) continue;
    auto migration = numbered(file, stem);
    if (!migration) {
      // a Go package has other files too
      if (!go) out.strangers.push_back(file.string() + ": its name does not begin with a version");
      continue;
    }
    if (go) {
      migration->incomplete = "it is written in Go";
    } else {
      GooseFile(*migration).read();
    }
    out.migrations.push_back(std::move(*migration));
  }
  return out;
}

}  // namespace migrate
