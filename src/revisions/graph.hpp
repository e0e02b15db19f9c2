// The revision graph: which revision follows which, what it depends on, where it branches and merges. It is Alembic's
// graph. Built from headers alone: it reads no file and no database, and never changes once it stands.
//
// Inside, a revision is its index: its place in the one order that everything uses, in which parents and dependencies
// come before what needs them, and ties are broken by the time of creation, then by id. So the order of a plan is
// the order of the indices, and no walk recurses: a chain of ten thousand revisions is a loop.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "src/base/error.hpp"
#include "src/revisions/revision.hpp"

namespace migrate {

/// Something wrong with the revisions, or with a name that was asked of them. `code` is stable, for machines and tests:
/// "cycle", "no_such_revision", "multiple_heads", …
class GraphError : public RevisionError {
 public:
  GraphError(std::string code, const std::string& message, std::string hint = {}, Where where = {})
      : RevisionError(message, std::move(hint), std::move(where)), code(std::move(code)) {}

  std::string code;
};

/// Some revisions of a graph, which must outlive them.
using Revisions = std::vector<const Revision*>;
std::vector<std::string> ids(const Revisions& revisions);
/// Appends those of `more` that are not in `to`.
void add_missing(Revisions& to, const Revisions& more);

class Graph {
 public:
  using Index = std::uint32_t;
  using List = std::vector<Index>;
  using Marks = std::vector<bool>;  ///< a flag for each revision

  /// Which way leads from a revision to another: `down_revision` alone, or `depends_on` too.
  enum class Edges { lineage, all };

  /// What a revision is tied to. All lists are in order of index but for `parents` and `needs`, which keep the file's.
  struct Links {
    List parents;       ///< down_revision
    List dependencies;  ///< depends_on, labels resolved
    List needs;         ///< parents, and the dependencies that no ancestor has already: Alembic's "normalized" parents
    List children;      ///< revisions that name this one as a parent
    List dependants;    ///< revisions that need this one for whichever reason; holds the children too
  };

  /// Throws GraphError, with the file, for anything that makes it no graph: an id or label that is illegal or there
  /// twice, a parent or dependency that is missing or named twice, a loop (the path is shown).
  explicit Graph(std::vector<Revision> revisions);

  Graph(Graph&&) = default;
  Graph& operator=(Graph&&) = default;

  std::size_t size() const { return revisions_.size(); }
  bool empty() const { return revisions_.empty(); }
  /// All of them, parents first.
  const std::vector<Revision>& revisions() const { return revisions_; }
  /// The revision of exactly this id; null where there is none. For what a person types see target.hpp.
  const Revision* find(std::string_view id) const;
  /// The revision that declares a branch label.
  const Revision* labelled(std::string_view label) const;

  /// Revisions without children.
  Revisions heads() const;
  /// Heads that nothing depends on: what the version table holds when everything is applied.
  Revisions effective_heads() const;
  /// Revisions without parents.
  Revisions bases() const;
  /// Bases that depend on nothing.
  Revisions effective_bases() const;
  Revisions branch_points() const;
  Revisions merge_points() const;

  Revisions parents(const Revision& revision) const { return at(links(revision).parents); }
  Revisions children(const Revision& revision) const { return at(links(revision).children); }
  Revisions dependencies(const Revision& revision) const { return at(links(revision).dependencies); }
  Revisions needs(const Revision& revision) const { return at(links(revision).needs); }
  /// The labels of the branch that a revision is on, in order of name: those of its ancestors and itself, and, as in
  /// Alembic, those declared above it as long as nothing branches or merges from it up to the head.
  const std::vector<std::string>& labels(const Revision& revision) const;

  const Revision& operator[](Index index) const { return revisions_[index]; }
  Index index(const Revision& revision) const { return static_cast<Index>(&revision - revisions_.data()); }
  const Links& links(Index index) const { return links_[index]; }
  const Links& links(const Revision& revision) const { return links_[index(revision)]; }
  Revisions at(const List& indices) const;
  /// Marked revisions, parents first.
  Revisions at(const Marks& marks) const;

  /// The given revisions and everything below them.
  Marks ancestors(const Revisions& from, Edges edges) const;
  /// The given revisions and everything above them.
  Marks descendants(const Revisions& from, Edges edges) const;

  /// Every id and every label, for suggestions.
  std::vector<std::string> names() const;

 private:
  using Labels = std::shared_ptr<const std::vector<std::string>>;

  void link();
  void normalize_dependencies();
  bool inherits(Index index, Index dependency) const;
  void spread_labels();
  template <class Follow>
  Marks reach(const Revisions& from, Follow follow) const;
  template <class Predicate>
  Revisions where(Predicate predicate) const;

  std::vector<Revision> revisions_;
  std::vector<Links> links_;
  std::vector<Labels> labels_;  ///< one value for each run of revisions that share it; null: none
  std::unordered_map<std::string_view, Index> by_id_;  ///< the keys live in revisions_, which is never copied
  std::unordered_map<std::string_view, Index> by_label_;
};

}  // namespace migrate
