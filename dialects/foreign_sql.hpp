// What a dialect knows of the SQL in other tools' files, which they send otherwise than its own client would. Asked
// when such files are imported.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate {

class ForeignSql {
 public:
  virtual ~ForeignSql() = default;
  /// A script of a tool that sends its files whole, or knows where a body ends, as `Dialect::split` takes it apart:
  /// MySQL's with DELIMITER around each statement that has a body. Throws as `split` does.
  virtual std::string with_delimiters(std::string_view script) const { return std::string(script); }
  /// The numbers of the lines, in order, that begin inside a string, a comment or a body; none where the script cannot
  /// be taken apart.
  virtual std::vector<std::size_t> inner_lines(std::string_view /*script*/) const { return {}; }
  /// Whether the statement is refused, or does nothing, inside a transaction, and nothing but the revision's
  /// `transaction = false` tells the engine so.
  virtual bool is_lost_in_transaction(std::string_view /*sql*/) const { return false; }
  /// Whether Python's drivers mark parameters with %, so that SQLAlchemy writes %% for % in what it would hand to them.
  virtual bool python_doubles_percent() const { return false; }
};

/// Of a dialect that has nothing to say, one that leaves all as it is.
inline const ForeignSql& foreign_sql(const Dialect& dialect) {
  static const ForeignSql nothing_to_say;
  const auto* own = dynamic_cast<const ForeignSql*>(&dialect);
  return own ? *own : nothing_to_say;
}

}  // namespace migrate
