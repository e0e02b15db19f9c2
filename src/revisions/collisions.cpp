#include "src/revisions/collisions.hpp"

#include <algorithm>
#include <map>

#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/operations/touches.hpp"
#include "src/revisions/files.hpp"

namespace migrate {
namespace {

/// For each of the branches, whether it has a revision.
using Membership = std::vector<bool>;

bool within(const Membership& a, const Membership& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] && !b[i]) return false;
  }
  return true;
}

struct Touching {
  const Revision* revision;
  const Membership* branches;
  Touch touch;
  std::string operation;
};

/// Neither of the two was written with the other below it.
bool apart(const Touching& a, const Touching& b) {
  return !within(*a.branches, *b.branches) && !within(*b.branches, *a.branches);
}

/// Those of the list that stand apart from another one of it.
std::vector<Collision::Change> changes_apart(const std::vector<const Touching*>& list) {
  std::vector<Collision::Change> out;
  for (const auto* one : list) {
    if (std::ranges::none_of(list, [&](const auto* other) { return apart(*one, *other); })) continue;
    const bool known = std::ranges::any_of(out, [&](const Collision::Change& change) {
      return change.revision == one->revision && change.operation == one->operation;
    });
    if (!known) out.push_back({one->revision, one->operation});
  }
  return out;
}

std::string table_key(const TableName& table) { return lower(table.schema + "." + table.name); }

/// What is said of one table: its columns, or else itself.
void add_collisions(const std::vector<const Touching*>& touching, std::vector<Collision>& out) {
  std::map<std::string, std::vector<const Touching*>> by_column;
  for (const auto* one : touching) {
    if (!one->touch.column.empty()) by_column[lower(one->touch.column)].push_back(one);
  }
  const auto before = out.size();
  for (const auto& [name, list] : by_column) {
    auto changes = changes_apart(list);
    if (!changes.empty()) out.push_back({list.front()->touch.table, list.front()->touch.column, std::move(changes)});
  }
  if (out.size() > before) return;
  auto changes = changes_apart(touching);
  if (!changes.empty()) out.push_back({touching.front()->touch.table, "", std::move(changes)});
}

class Reader {
 public:
  Reader(const Graph& graph, const Revisions& branches) : graph_(graph) {
    for (const auto* branch : branches) has_.push_back(graph.ancestors({branch}, Graph::Edges::all));
    for (Graph::Index i = 0; i < graph.size(); ++i) {
      Membership membership;
      for (const auto& marks : has_) membership.push_back(marks[i]);
      memberships_.push_back(std::move(membership));
    }
  }

  Collisions run() {
    for (Graph::Index i = 0; i < graph_.size(); ++i) {
      const auto& membership = memberships_[i];
      const auto count = std::ranges::count(membership, true);
      if (count > 0 && static_cast<std::size_t>(count) < membership.size()) look_at(i);
    }
    std::map<std::string, std::vector<const Touching*>> by_table;
    for (const auto& one : touching_) by_table[table_key(one.touch.table)].push_back(&one);
    for (const auto& [name, list] : by_table) add_collisions(list, out_.found);
    return std::move(out_);
  }

 private:
  void look_at(Graph::Index index) {
    const auto& revision = graph_[index];
    const auto body = read_revision_body(revision);
    for (const auto& operation : body.upgrade) {
      for (auto& touch : touches(operation)) {
        touching_.push_back({&revision, &memberships_[index], std::move(touch), describe(operation)});
      }
    }
    if (std::ranges::any_of(body.upgrade, may_touch_anything)) out_.opaque.push_back(&revision);
  }

  const Graph& graph_;
  std::vector<Graph::Marks> has_;
  std::vector<Membership> memberships_;
  std::vector<Touching> touching_;
  Collisions out_;
};

}  // namespace

Collisions collisions(const Graph& graph, const Revisions& branches) { return Reader(graph, branches).run(); }

std::string what_is_touched(const Collision& collision) {
  return collision.column.empty() ? "the table " + display(collision.table)
                                  : "the column " + display(collision.table) + "." + collision.column;
}

std::string describe(const Collision& collision) {
  std::vector<std::string> changes;
  for (const auto& change : collision.changes) changes.push_back(change.revision->id + " (" + change.operation + ")");
  return "the branches both change " + what_is_touched(collision) + ": " + join(changes, ", ");
}

}  // namespace migrate
