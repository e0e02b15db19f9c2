// CREATE TABLE and CREATE INDEX of SQLite are read, or refused with an error of ours; every span lies in the text.
#include "dialects/sqlite/parse_sql.hpp"
#include "src/base/error.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace migrate;
using namespace migrate::sqlite;

namespace {

void require_inside(Span part, std::size_t size) {
  fuzz::require(part.begin <= part.end && part.end <= size, "a span lies in the text");
}

void require_inside(const ParsedConstraint& one, std::size_t size) {
  for (const auto& part : {one.span, one.body, one.columns_span, one.expression, one.reference.span}) {
    require_inside(part, size);
  }
  for (const auto& column : one.columns) require_inside(column.span, size);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto sql = fuzz::text_of(data, size);
  try {
    const auto table = parse_create_table(sql);
    require_inside(table.span, size);
    fuzz::require(table.open_paren < size && table.close_paren < size, "the parentheses lie in the text");
    for (const auto& column : table.columns) {
      require_inside(column.span, size);
      require_inside(column.type, size);
      for (const auto& one : column.constraints) require_inside(one, size);
    }
    for (const auto& one : table.constraints) require_inside(one, size);
  } catch (const Error&) {
  }
  try {
    const auto index = parse_create_index(sql);
    for (const auto& part : {index.span, index.columns_span, index.where}) require_inside(part, size);
    for (const auto& column : index.columns) require_inside(column.span, size);
  } catch (const Error&) {
  }
  (void)mentions(sql, "id");
  return 0;
}
