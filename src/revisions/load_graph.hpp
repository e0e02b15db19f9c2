// The graph of the revision files in some directories or in memory: what a command begins with.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "migrate/revision_files.hpp"
#include "src/revisions/graph.hpp"

namespace migrate {

/// As load_revisions and Graph, but what is wrong with the graph is told with the line of the file that says it.
Graph load_graph(const std::vector<std::filesystem::path>& directories);
Graph load_graph(std::span<const RevisionFile> files);

}  // namespace migrate
