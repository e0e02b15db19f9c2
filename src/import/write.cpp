#include "src/import/write.hpp"

#include <algorithm>

#include "src/base/files.hpp"
#include "src/base/text.hpp"
#include "src/revisions/sql_sections.hpp"

namespace migrate {
namespace {

namespace fs = std::filesystem;

void refuse_other_parents(const Revision& revision, const Revision& there) {
  auto wanted = revision.down_revisions, has = there.down_revisions;
  std::ranges::sort(wanted);
  std::ranges::sort(has);
  if (wanted == has) return;
  throw RevisionError(
      "there is a revision " + revision.id + " already, with other parents than that of " + revision.file.string(),
      "import into a folder of its own: --revisions-dir, with [revisions] directory", {there.file.string()});
}

/// What was imported and what was there have to be one graph.
void check_graph(const std::vector<ImportedRevision>& revisions, const Graph& existing) {
  auto all = existing.revisions();
  for (const auto& one : revisions) all.push_back(one.revision);
  const Graph graph(std::move(all));
}

void check_sections(const ImportedRevision& imported) {
  const auto check = [&](const std::string& sql) {
    for (const auto& line : split(sql, '\n')) {
      if (!parse_section_marker(line)) continue;
      throw RevisionError("the SQL of " + imported.revision.id + " has a line that begins a section of ours: " + line,
                          "change that comment", {imported.revision.file.string()});
    }
  };
  check(imported.sections.upgrade);
  check(imported.sections.downgrade.value_or(""));
}

/// The text of the new file, and its name in `revision.file`.
std::string prepare(ImportedRevision& imported, const FileOf& file_of) {
  auto& [revision, sections, incomplete] = imported;
  check_sections(imported);
  sections.notes.push_back("imported from " + revision.file.filename().string());
  if (!incomplete.empty()) {
    sections.incomplete = true;
    for (const auto& line : split("not complete, since " + incomplete, '\n')) {
      if (!trim(line).empty()) sections.notes.emplace_back(trim(line));
    }
  }
  revision.file = file_of(revision);
  return write_sql_revision(revision, sections);
}

void refuse_taken_names(const std::vector<ImportedRevision>& revisions) {
  std::vector<fs::path> files;
  for (const auto& one : revisions) {
    const auto& file = one.revision.file;
    const bool twice = std::ranges::find(files, file) != files.end();
    if (twice || fs::exists(fs::symlink_status(file))) {
      throw Error(twice ? "two of the revisions would be written to " + file.string() : file.string() + " exists",
                  twice ? "put {revision} into [revisions] file_template" : "nothing is overwritten; move it away");
    }
    files.push_back(file);
  }
}

}  // namespace

WrittenImport write_import(std::vector<ImportedRevision> revisions, const Graph& existing, const FileOf& file_of) {
  WrittenImport out;
  for (auto& one : revisions) {
    if (const auto* there = existing.find(one.revision.id)) {
      refuse_other_parents(one.revision, *there);
      out.left_alone.push_back(one.revision.id);
    } else {
      out.written.push_back(std::move(one));
    }
  }
  check_graph(out.written, existing);
  std::vector<std::string> texts;
  for (auto& one : out.written) texts.push_back(prepare(one, file_of));
  refuse_taken_names(out.written);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    try {
      write_new_file(out.written[i].revision.file, texts[i]);
    } catch (const Error&) {
      std::error_code ignored;
      while (i-- > 0) fs::remove(out.written[i].revision.file, ignored);
      throw;
    }
  }
  return out;
}

}  // namespace migrate
