// A directory of revision files in a test's own temporary directory.
#pragma once

#include <string>
#include <string_view>

#include "src/revisions/files.hpp"
#include "src/revisions/graph.hpp"
#include "tests/support/temporary_folder.hpp"

namespace migrate::test {

class RevisionFolder {
 public:
  /// Writes `<id>.toml`. `header` is more of its keys, a line each; `operations` the [[upgrade]] and [[downgrade]]
  /// part.
  void add(const std::string& id, const std::string& parent, std::string_view operations,
           std::string_view header = {}) {
    std::string text = "format = 1\nrevision = \"" + id + "\"\n";
    if (!parent.empty()) text += "down_revision = \"" + parent + "\"\n";
    text += "message = \"make " + id + "\"\n" + std::string(header) + "\n" + std::string(operations);
    dir_.write(id + ".toml", text);
  }

  /// A revision that makes a table of its name with a column `id`, and can be taken back.
  void add_table(const std::string& id, const std::string& parent, std::string_view header = {}) {
    add(id, parent,
        "[[upgrade]]\nop = \"create_table\"\ntable = \"table_" + id +
            "\"\ncolumns = [ { name = \"id\", type = \"integer\" } ]\n",
        header);
  }

  void add_sql(const std::string& id, const std::string& parent, std::string_view sections) {
    dir_.write(id + ".sql", "-- revision: " + id + "\n" + (parent.empty() ? "" : "-- down_revision: " + parent + "\n") +
                                "-- message: make " + id + "\n" + std::string(sections));
  }

  void write(std::string_view name, std::string_view text) { dir_.write(name, text); }
  const std::filesystem::path& path() const { return dir_.path; }
  Graph graph() const { return Graph(load_revisions({dir_.path})); }

 private:
  TemporaryFolder dir_;
};

}  // namespace migrate::test
