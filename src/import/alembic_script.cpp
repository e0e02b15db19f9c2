// Cutting a script of Alembic's offline mode into revisions.
#include <algorithm>
#include <regex>

#include "src/base/text.hpp"
#include "src/import/alembic_sql.hpp"

namespace migrate {
namespace {

/// Alembic's own statements, which it writes on one line each.
const std::regex version_statement(R"((?:INSERT INTO (\S+) \(version_num\) VALUES \('[^']*'\)(?: RETURNING .*)?)"
                                   R"(|UPDATE (\S+) SET version_num='[^']*' WHERE \S+version_num = '[^']*')"
                                   R"(|DELETE FROM (\S+) WHERE \S+version_num = '[^']*') ?;)");

/// The id that a heading is about: "-- Running upgrade a, b -> c" is about c, and of a downgrade what is left of "->".
std::optional<std::string> heading(std::string_view line, std::string_view direction) {
  const std::string begin = "-- Running " + std::string(direction) + " ";
  const auto arrow = line.find(" ->");
  if (!line.starts_with(begin) || arrow == line.npos || arrow + 1 < begin.size()) return std::nullopt;
  const auto left = trim(line.substr(begin.size() - 1, arrow - begin.size() + 1));
  const auto right = trim(line.substr(arrow + 3));
  return std::string(direction == "upgrade" ? right : left);
}

struct Line {
  std::string text;
  bool is_inner = false;  ///< of a statement, whatever it says

  bool is(std::string_view content) const { return !is_inner && trim(text) == content; }
};

class Cutter {
 public:
  explicit Cutter(std::string_view direction) : direction_(direction) {}

  AlembicScript cut(std::string_view script, const InnerLines& inner_lines) {
    const auto inner = inner_lines ? inner_lines(script) : std::vector<std::size_t>();
    std::size_t number = 0;
    for (auto& line : split(script, '\n')) {
      const bool is_inner = std::ranges::binary_search(inner, ++number);
      if (auto id = is_inner ? std::nullopt : heading(trim(line), direction_)) {
        close();
        out_.last = std::move(*id);
      } else if (!out_.last.empty()) {
        lines_.push_back({std::move(line), is_inner});
      }
    }
    close();
    return std::move(out_);
  }

 private:
  /// Whether a line at an end of a section is not the revision's own; `BEGIN;` before the next heading is at the end.
  bool is_alembics(const Line& whole) {
    if (whole.is_inner) return false;
    const auto line = trim(whole.text);
    if (line.empty() || line == "BEGIN;" || line == "COMMIT;") return true;
    std::match_results<std::string_view::const_iterator> found;
    if (std::regex_match(line.begin(), line.end(), found, version_statement)) {
      for (std::size_t i = 1; i < found.size(); ++i) {
        if (found[i].matched) out_.version_table = found[i].str();
      }
      return true;
    }
    return !out_.version_table.empty() && line == "DROP TABLE " + out_.version_table + ";";
  }

  void close() {
    if (out_.last.empty()) return;
    // the version table goes last of all: it is met before the statements that tell its name
    if (!lines_.empty() && direction_ == "downgrade") learn_version_table();
    std::size_t begin = 0, end = lines_.size();
    while (end > begin && is_alembics(lines_[end - 1])) --end;
    while (begin < end && (lines_[begin].is("") || lines_[begin].is("BEGIN;"))) ++begin;
    auto& section = out_.sections[out_.last];
    section = {};
    for (auto i = begin; i < end; ++i) {
      if (lines_[i].is("BEGIN;") || lines_[i].is("COMMIT;")) {
        section.in_the_open = true;
      } else {
        section.sql += lines_[i].text + "\n";
      }
    }
    lines_.clear();
  }

  void learn_version_table() {
    for (const auto& line : lines_) {
      const auto content = trim(line.text);
      if (std::regex_match(content.begin(), content.end(), version_statement)) is_alembics(line);
    }
  }

  std::string_view direction_;
  std::vector<Line> lines_;
  AlembicScript out_;
};

}  // namespace

AlembicScript cut_alembic_script(std::string_view script, std::string_view direction, const InnerLines& inner_lines) {
  return Cutter(direction).cut(script, inner_lines);
}

}  // namespace migrate
