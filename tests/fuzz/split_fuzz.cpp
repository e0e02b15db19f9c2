// Scripts are taken apart, or refused with an error of ours; a statement of PostgreSQL or SQLite stays one.
#include "dialects/split.hpp"

#include "src/base/error.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace migrate;

namespace {

constexpr ScriptSyntax postgresql{.escape_strings = true,
                                  .dollar_quotes = true,
                                  .nested_comments = true,
                                  .atomic_bodies = true,
                                  .parentheses = true,
                                  .meta_commands = true};
constexpr ScriptSyntax sqlite{.backquoted_names = true, .bracketed_names = true, .trigger_bodies = true};
constexpr ScriptSyntax mysql{.backslash_escapes = true,
                             .double_quoted_strings = true,
                             .backquoted_names = true,
                             .hash_comments = true,
                             .dash_comment_needs_space = true,
                             .executable_comments = true,
                             .delimiter_command = true,
                             .compound_bodies = CompoundBodies::recognized};

void take_apart(std::string_view script, const ScriptSyntax& syntax) {
  std::vector<ScriptStatement> statements;
  try {
    statements = split_script(script, syntax);
    (void)with_delimiters(script, syntax);
  } catch (const RevisionError& error) {
    fuzz::require(error.where.line > 0, "a refusal has a line");
    return;
  }
  (void)inner_lines(script, syntax);
  for (const auto& statement : statements) {
    fuzz::require(!statement.sql.empty(), "no statement is empty");
    if (syntax.delimiter_command) continue;  // one may hold what separates, where another delimiter was in force
    const auto again = split_script(statement.sql, syntax);
    fuzz::require(again.size() == 1 && again[0].sql == statement.sql, "a statement by itself is that statement");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const auto& syntax : {postgresql, sqlite, mysql}) take_apart(fuzz::text_of(data, size), syntax);
  return 0;
}
