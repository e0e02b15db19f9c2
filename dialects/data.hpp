// The operations that are about rows, `execute` and `bulk_insert`, as far as all databases write them alike: which text
// is this dialect's, where its statements stand in the file, and which rows go into one INSERT.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate {

/// The dialect's own text, or that for all; null where there is none.
const std::string* text_for(std::string_view dialect, const Execute& execute);

/// The statements of `execute`, each with its own place. `split`: the dialect's.
std::vector<Statement> execute_statements(std::string_view dialect, const Execute& execute, const Where& where,
                                          const std::function<std::vector<ScriptStatement>(std::string_view)>& split);

/// How a dialect writes rows.
struct InsertSyntax {
  std::string table;  ///< quoted
  std::function<std::string(std::string_view)> quote_name;
  std::function<std::string(const Cell&)> literal;
  /// Refuses what the database would take and not keep. May be empty.
  std::function<void(const std::map<std::string, Cell>& row, const Where& where)> check{};
};

/// INSERT statements, rows of the same columns together, as many as make a text of a sensible size.
std::vector<Statement> insert_statements(const BulkInsert& insert, const Where& where, const InsertSyntax& syntax);

}  // namespace migrate
