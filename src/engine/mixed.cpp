#include "src/engine/mixed.hpp"

#include <memory>

namespace migrate {
namespace {

/// Looks through operations for the first change of each kind.
class Search {
 public:
  explicit Search(const Dialect& dialect) : dialect_(dialect), offline_(dialect.offline()) {}

  void look(const Operation& operation) {
    const auto& held = operation.value;
    if (std::holds_alternative<BulkInsert>(held) || std::holds_alternative<Call>(held)) return note(rows_, operation);
    if (!std::holds_alternative<Execute>(held)) return note(schema_, operation);
    try {
      for (const auto& statement : dialect_.render(*offline_, std::span(&operation, 1)).statements) {
        if (statement.effect == Effect::rows) note(rows_, operation);
        if (statement.effect == Effect::schema) note(schema_, operation);
      }
    } catch (const Error&) {  // what cannot be run is for the run to refuse
    }
  }

  std::optional<Mixed> found() const {
    if (!rows_ || !schema_) return std::nullopt;
    return Mixed{*rows_, *schema_};
  }

 private:
  static void note(std::optional<Where>& first, const Operation& operation) {
    if (!first) first = operation.where;
  }

  const Dialect& dialect_;
  std::unique_ptr<Connection> offline_;
  std::optional<Where> rows_{}, schema_{};
};

}  // namespace

std::optional<Mixed> mixes_rows_and_schema(const Dialect& dialect, const std::vector<Operation>& operations) {
  if (dialect.transactional_ddl()) return std::nullopt;
  Search search(dialect);
  for (const auto& operation : operations) search.look(operation);
  return search.found();
}

}  // namespace migrate
