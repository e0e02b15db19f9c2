#include "src/revisions/sql_sections.hpp"

#include <algorithm>
#include <span>

#include "src/base/text.hpp"
#include "src/schema/type_text.hpp"

namespace migrate {
namespace {

/// Where the marker on line `number` says that what follows belongs.
std::string& open_section(const SectionMarker& marker, Execute& up, std::optional<Execute>& down, const Where& where) {
  static const std::vector<std::string> directions{"upgrade", "downgrade", "incomplete"};
  if (std::ranges::find(directions, marker.direction) == directions.end()) {
    throw RevisionError(
        "there is no section '" + marker.direction + "'" + did_you_mean(marker.direction, directions),
        "the sections of a SQL revision are upgrade and downgrade; `incomplete` keeps it from being run", where);
  }
  const auto dialects = dialect_prefixes();
  if (marker.dialect != "default" && std::ranges::find(dialects, marker.dialect) == dialects.end()) {
    throw RevisionError("there is no dialect '" + marker.dialect + "'" + did_you_mean(marker.dialect, dialects), {},
                        where);
  }
  auto& section = marker.direction == "upgrade" ? up : down ? *down : down.emplace();
  if (section.sql.contains(marker.dialect)) {
    throw RevisionError("the file has this section twice: " + marker.direction +
                            (marker.dialect == "default" ? "" : " " + marker.dialect),
                        {}, where);
  }
  section.where[marker.dialect] = {where.file, where.line + 1, 1};
  return section.sql[marker.dialect];
}

/// The marks that git leaves where two sides of a merge disagree: `<<<<<<< ours`, `=======`, `>>>>>>> theirs`.
class MergeMarks {
 public:
  /// Throws at the third, naming the place of the first: one alone may be a ruler in a comment.
  void look_at(std::string_view line, const Where& where) {
    static constexpr std::string_view begin = "<<<<<<<", middle = "=======", end = ">>>>>>>";
    const auto is = [&](std::string_view mark) {
      return line.starts_with(mark) && (line.size() == mark.size() || line[mark.size()] == ' ');
    };
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    if (is(begin)) {
      first_ = where;
      seen_middle_ = false;
    } else if (is(middle)) {
      seen_middle_ = first_.has_value();
    } else if (is(end) && seen_middle_) {
      throw RevisionError("the file holds a merge conflict that nobody has resolved",
                          "keep one side, or both, and take the marks out", *first_);
    }
  }

 private:
  std::optional<Where> first_;
  bool seen_middle_ = false;
};

/// A section with nothing but white space in it does nothing.
std::vector<Operation> operations_of(Execute section) {
  std::erase_if(section.sql, [](const auto& entry) { return trim(entry.second).empty(); });
  if (section.sql.empty()) return {};
  const auto where = section.where.at(section.sql.begin()->first);
  return {Operation{std::move(section), where}};
}

}  // namespace

std::optional<SectionMarker> parse_section_marker(std::string_view line) {
  line = trim(line);
  if (!line.starts_with("--")) return std::nullopt;
  line = trim(line.substr(2));
  constexpr std::string_view prefix = "migrate:";
  if (!line.starts_with(prefix)) return std::nullopt;
  const auto words = trim(line.substr(prefix.size()));
  const auto space = words.find_first_of(" \t");
  const auto dialect = space == words.npos ? std::string_view{} : trim(words.substr(space));
  return SectionMarker{std::string(words.substr(0, space)), std::string(dialect.empty() ? "default" : dialect)};
}

RevisionBody read_sql_sections(std::string_view text, const std::string& file) {
  Execute up;
  std::optional<Execute> down;
  std::optional<Where> incomplete;
  std::string* section = nullptr;
  std::size_t number = 0;
  MergeMarks marks;
  while (!text.empty()) {
    ++number;
    const auto end = text.find('\n');
    const auto line = text.substr(0, end == text.npos ? text.npos : end + 1);
    text.remove_prefix(line.size());
    marks.look_at(line, {file, number, 1});
    if (const auto marker = parse_section_marker(line); marker && marker->direction == "incomplete") {
      incomplete = {file, number, 1};
      section = nullptr;
    } else if (marker) {
      section = &open_section(*marker, up, down, {file, number, 1});
    } else if (section) {
      section->append(line);
    } else if (const auto content = trim(line); !content.empty() && !content.starts_with("--")) {
      throw RevisionError("there is SQL before the first section", "write `-- migrate: upgrade` on a line above it",
                          {file, number, 1});
    }
  }
  RevisionBody body{operations_of(std::move(up)), {}, {}};
  if (down) body.downgrade = operations_of(std::move(*down));
  body.incomplete = std::move(incomplete);
  return body;
}

}  // namespace migrate
