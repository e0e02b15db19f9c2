#include "src/revisions/load_graph.hpp"

#include <algorithm>

#include "src/base/files.hpp"
#include "src/base/text.hpp"
#include "src/revisions/files.hpp"

namespace migrate {
namespace {

/// The key of a header that an error of the graph is about.
std::string_view key_of(const GraphError& error) {
  if (error.code.ends_with("revision_id")) return "revision";
  if (error.code.ends_with("branch_label")) return "branch_labels";
  if (error.code.starts_with("dependency") || error.hint.ends_with("depends_on")) return "depends_on";
  return "down_revision";
}

/// The place of a key's value in the header of a TOML or a SQL revision; the file alone where the key is not found.
Where place_of(std::string_view key, const std::string& file, std::string_view text) {
  std::string_view rest = text;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const auto content = trim(line.starts_with("--") ? line.substr(2) : line);
    if (content.starts_with('[')) break;
    if (!content.starts_with(key)) continue;
    const auto after = trim(content.substr(key.size()));
    if (!after.starts_with('=') && !after.starts_with(':')) continue;
    const auto value = trim(after.substr(1));
    return {file, number, static_cast<std::size_t>(value.data() - line.data()) + 1};
  }
  return {file, 0, 0};
}

/// `text_of` gives the text of a file by its name.
template <class TextOf>
Graph graph_of(std::vector<Revision> revisions, TextOf text_of) {
  try {
    return Graph(std::move(revisions));
  } catch (GraphError& error) {
    const auto file = error.where.file;
    if (!file.empty()) error.where = place_of(key_of(error), file, text_of(file));
    throw;
  }
}

}  // namespace

Graph load_graph(const std::vector<std::filesystem::path>& directories) {
  return graph_of(load_revisions(directories), [](const std::string& file) { return read_file(file); });
}

Graph load_graph(std::span<const RevisionFile> files) {
  return graph_of(load_revisions(files),
                  [&](const std::string& name) { return std::ranges::find(files, name, &RevisionFile::name)->text; });
}

}  // namespace migrate
