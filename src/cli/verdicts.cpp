#include "src/cli/verdicts.hpp"

#include <algorithm>
#include <charconv>

#include "src/base/error.hpp"
#include "src/revisions/target.hpp"

namespace migrate {
namespace {

Verdict verdict_of(const Graph& graph, const std::string& option, const std::string& text, bool done) {
  const auto colon = text.rfind(':');
  Verdict out;
  out.done = done;
  const auto number = colon == text.npos ? std::string() : text.substr(colon + 1);
  const auto* end = number.data() + number.size();
  const auto read = std::from_chars(number.data(), end, out.statement);
  if (read.ec != std::errc() || read.ptr != end || out.statement == 0) {
    throw UsageError("--" + option + " takes a revision and the number of a statement, not '" + text + "'",
                     "write it as the message of the interrupted run does: --" + option + " 2f27:3");
  }
  const auto* revision = resolve(graph, text.substr(0, colon));
  if (!revision)
    throw UsageError("'" + text.substr(0, colon) + "' is no revision", "name one; `migrate history` lists them");
  out.revision = revision->id;
  return out;
}

}  // namespace

std::vector<Verdict> verdicts_of(const Graph& graph, const std::vector<std::string>& done,
                                 const std::vector<std::string>& not_done) {
  std::vector<Verdict> out;
  for (const auto& text : done) out.push_back(verdict_of(graph, "done", text, true));
  for (const auto& text : not_done) {
    const auto verdict = verdict_of(graph, "not-done", text, false);
    const auto is_same = [&](const Verdict& one) {
      return one.revision == verdict.revision && one.statement == verdict.statement;
    };
    if (std::ranges::any_of(out, is_same))
      throw UsageError(text + " is said to be done and not to be done", "leave out one of the two");
    out.push_back(verdict);
  }
  return out;
}

}  // namespace migrate
