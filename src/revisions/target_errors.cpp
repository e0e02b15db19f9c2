#include "src/revisions/target_errors.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/base/text.hpp"
#include "src/revisions/target.hpp"

namespace migrate {
namespace {

constexpr std::size_t longest_list = 20;

GraphError with_list(GraphError error, const Revisions& revisions) {
  for (std::size_t i = 0; i < revisions.size() && i < longest_list; ++i) {
    error.details.push_back(described(*revisions[i]));
  }
  if (revisions.size() > longest_list)
    error.details.push_back(fmt::format("and {} more", revisions.size() - longest_list));
  return error;
}

std::string list(const Revisions& revisions) {
  const Revisions first(revisions.begin(),
                        revisions.begin() + static_cast<long>(std::min(revisions.size(), std::size_t{5})));
  return join(ids(first), ", ") + (first.size() < revisions.size() ? ", …" : "");
}

std::vector<std::string> all_labels(const Graph& graph) {
  std::vector<std::string> result;
  for (const auto& revision : graph.revisions()) {
    result.insert(result.end(), revision.branch_labels.begin(), revision.branch_labels.end());
  }
  return result;
}

/// A downgrade to any one of the parents takes back the merge, and nothing of the others.
std::string way_below_merge(const Revision& merge, const Revisions& parents, int done) {
  return fmt::format("`migrate downgrade {}` takes back {} and leaves the database at {}", parents.front()->id,
                     done == 0 ? fmt::format("the merge {} alone", merge.id)
                               : fmt::format("everything down to the merge {}", merge.id),
                     list(parents));
}

std::string way_above_branchpoint(const Revisions& children) {
  return fmt::format(
      "`migrate upgrade {}` goes that way; LABEL@+1 keeps to a branch, `migrate upgrade heads` goes all "
      "ways",
      children.front()->id);
}

/// What git or a word processor makes of a minus: "head~1", "−1", "–2".
std::string with_plain_minus(std::string_view name) {
  auto out = std::string(name);
  for (const auto* sign : {"\u2212", "\u2013", "\u2014", "~", "^"}) out = replace_all(std::move(out), sign, "-");
  if (out == name) return {};
  if (out.ends_with('-')) out += '1';
  return lower(out);
}

}  // namespace

std::string described(const Revision& revision) {
  std::string text = revision.id;
  if (!revision.branch_labels.empty()) text += " (" + join(revision.branch_labels, ", ") + ")";
  if (!revision.message.empty()) text += ": " + revision.message;
  return text;
}

GraphError bad_target(std::string_view text, std::string_view problem) {
  return {"no_such_revision", fmt::format("the target '{}' {}", text, problem),
          "a target is head, heads, base, a revision, REV+1, REV-1 or LABEL@head"};
}

GraphError no_such_revision(const Graph& graph, std::string_view name, bool too_short) {
  if (name == "-" || name == "+") {
    return {"no_such_revision", fmt::format("no revision or branch is named '{}'", name),
            "steps are counted with a sign and no blank: -1, +2, REV-1"};
  }
  if (const auto meant = with_plain_minus(name); !meant.empty()) {
    return {"no_such_revision", fmt::format("no revision or branch is named '{}', did you mean '{}'?", name, meant),
            "steps are counted with a sign: -1, +2, REV-1"};
  }
  auto known = graph.names();
  known.insert(known.end(), {"head", "heads", "base"});
  return {too_short ? "partial_id_too_short" : "no_such_revision",
          fmt::format("no revision or branch is named '{}'{}", name, did_you_mean(name, known)),
          too_short ? "a revision's id may be shortened to four characters, not to less"
                    : "'migrate history' lists the revisions"};
}

GraphError no_such_branch(const Graph& graph, std::string_view name) {
  const auto known = all_labels(graph);
  return {"no_such_branch",
          fmt::format("no branch is named '{}'{}", name, did_you_mean(name, known.empty() ? graph.names() : known)),
          known.empty() ? "no revision has a branch label; before the '@' may also stand a revision's id"
                        : "the branch labels are " + join(known, ", ")};
}

GraphError ambiguous_prefix(std::string_view prefix, const Revisions& candidates) {
  return with_list({"ambiguous_partial_id",
                    fmt::format("{} revisions begin with '{}': {}", candidates.size(), prefix, list(candidates)),
                    "write more of the id"},
                   candidates);
}

GraphError revision_not_in_branch(const Graph& graph, const Revision& revision, std::string_view label,
                                  const Revision& branch) {
  const auto& own = graph.labels(revision);
  return {"revision_not_in_branch",
          fmt::format("revision {} is not on the branch '{}'{}", revision.id, label,
                      label == branch.id ? "" : ", which begins with revision " + branch.id),
          own.empty() ? "" : "it is on " + join(own, ", ")};
}

GraphError multiple_heads(const Graph& graph, std::string_view text, const Revisions& heads) {
  std::string example = heads.front()->id;
  for (const auto* head : heads) {
    if (const auto& known = graph.labels(*head); !known.empty()) {
      example = known.front() + "@head";
      break;
    }
  }
  return with_list({"multiple_heads", fmt::format("'{}' names {} heads: {}", text, heads.size(), list(heads)),
                    fmt::format("say which one (such as '{}'), say 'heads' for all of them, or join them with "
                                "`migrate merge`",
                                example)},
                   heads);
}

GraphError unknown_current(const std::vector<std::string>& rows) {
  return {"no_such_revision",
          rows.size() == 1
              ? fmt::format("the database is at revision {}, which is not among the revisions", rows.front())
              : fmt::format("the database is at the revisions {}, which are not among the revisions", join(rows, ", ")),
          "bring the missing file back, or, where the schema is known to be that of REV, say so with "
          "'migrate stamp --purge REV'"};
}

GraphError too_far(const Target& target, int done) {
  const bool down = *target.offset < 0;
  const auto steps = done == 0   ? std::string("is no step left")
                     : done == 1 ? std::string("is only 1 step")
                                 : fmt::format("are only {} steps", done);
  return {"relative_out_of_range",
          fmt::format("'{}' leads {}: there {} on the way", target.text, down ? "below the base" : "beyond the head",
                      steps),
          down ? "'base' is the very beginning" : "'head' is the newest revision"};
}

GraphError ambiguous_walk(const Target& target, const Revision* at, const Revisions& candidates, int done) {
  const bool down = *target.offset < 0;
  const auto place = at ? "revision " + at->id : std::string("the base");
  return with_list({"ambiguous_walk",
                    fmt::format("'{}' is ambiguous: {} {} {} {}: {}", target.text, place, down ? "merges" : "leads to",
                                candidates.size(), down ? "parents" : "revisions", list(candidates)),
                    down ? way_below_merge(*at, candidates, done) : way_above_branchpoint(candidates)},
                   candidates);
}

GraphError steps_without_sign(std::string_view number, char sign) {
  return {"partial_id_too_short",
          fmt::format("no revision or branch is named '{}', did you mean '{}{}'?", number, sign, number),
          fmt::format("`migrate {} {}{}` goes {} {}; a revision's id may be shortened to four characters, not to less",
                      sign == '-' ? "downgrade" : "upgrade", sign, number, sign == '-' ? "back" : "on",
                      count_of(std::stoul(std::string(number)), "step"))};
}

GraphError ambiguous_current(const Target& target, const Revisions& current) {
  return with_list({"ambiguous_current",
                    fmt::format("'{}' is ambiguous: the database is at {} revisions: {}", target.text, current.size(),
                                list(current)),
                    fmt::format("say from which (such as '{}{:+}') or on which branch (LABEL@{:+})",
                                current.front()->id, *target.offset, *target.offset)},
                   current);
}

GraphError nothing_applied(const Target& target) {
  return {"relative_out_of_range",
          target.branch.empty()
              ? fmt::format("'{}' leads below the base: no revision is applied", target.text)
              : fmt::format("'{}' leads below the base: no revision of that branch is applied", target.text)};
}

GraphError wrong_way(const Target& target, std::string_view rule, std::string_view command) {
  return {"relative_out_of_range", fmt::format("{}, and '{}' does not", rule, target.text),
          *target.offset == 0 ? "" : fmt::format("'migrate {} {}' goes there", command, target.text)};
}

GraphError overlapping_targets(const Revision& lower, const Revision& upper) {
  return {
      "overlapping_targets",
      fmt::format("the targets {} and {} overlap: the first is reached on the way to the second", lower.id, upper.id),
      "leave one of them out"};
}

GraphError overlapping_rows(const Revision& lower, const Revision& upper) {
  return {
      "overlapping_targets",
      fmt::format("the version table holds both {} and {}, and the second includes the first", lower.id, upper.id),
      fmt::format("remove the row with 'migrate stamp --purge {}', naming every revision that is to stay", upper.id)};
}

GraphError not_an_ancestor(const Revision& lower, const Revisions& upper) {
  return {"not_an_ancestor",
          upper.empty() ? fmt::format("no revision of the range comes after {}", lower.id)
                        : fmt::format("revision {} is not an ancestor of {}", lower.id, list(upper)),
          "a range goes from an older revision to a newer one of the same branch"};
}

GraphError already_behind(std::string_view text, const Revision* target) {
  const auto place = target ? "revision " + target->id : std::string("the base");
  return {"not_a_valid_upgrade_target",
          fmt::format("'{}' is no target of an upgrade: the database is past {} already", text, place),
          fmt::format("'migrate downgrade {}' goes back to it", text)};
}

GraphError no_way_down(std::string_view text, const Revision& branch) {
  return {"not_a_valid_downgrade_target",
          fmt::format("'{}' is no target of a downgrade: nothing above it is on the branch of {}", text, branch.id)};
}

GraphError not_below(std::string_view text, const Revisions& current, bool applied) {
  const auto place = current.empty() ? std::string("at the base") : "at " + list(current);
  if (applied) {
    return {"not_a_valid_downgrade_target",
            fmt::format("'{}' is no target of a downgrade: nothing that comes after it is applied (the database is {})",
                        text, place),
            "a revision that others depend on goes when they go"};
  }
  return {"not_a_valid_downgrade_target",
          fmt::format("'{}' is no target of a downgrade: it is not applied (the database is {})", text, place),
          fmt::format("'migrate upgrade {}' goes up to it", text)};
}

}  // namespace migrate
