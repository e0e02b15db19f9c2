#include "src/operations/write_operations.hpp"

#include <charconv>

#include "migrate/detail/write_toml.hpp"
#include "src/base/comment.hpp"
#include "src/base/hex.hpp"
#include "src/operations/describe.hpp"
#include "src/operations/operation_fields.hpp"

namespace migrate {
namespace {

std::string number_text(double value) {
  char buffer[40];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  std::string out(buffer, end);
  return out.find_first_of(".en") == out.npos ? out + ".0" : out;
}

std::string cell_text(const Cell& cell) {
  return std::visit(Overloaded{[](double value) { return number_text(value); },
                               [](NullCell) { return std::string("{ null = true }"); },
                               [](const SqlCell& value) { return "{ sql = " + detail::toml_string(value.sql) + " }"; },
                               [](const BytesCell& value) { return "{ hex = \"" + hexadecimal(value.bytes) + "\" }"; },
                               [](const auto& value) { return detail::TomlPairs::text(value); }},
                    cell);
}

std::string inline_operation(const Operation& operation);

/// The visitor of operation_fields.hpp that collects `key = value` pairs.
class OperationWriter : public detail::TomlPairs {
 public:
  using TomlPairs::TomlPairs;

  template <class T>
  void either(std::string_view key, const std::string& name, const std::optional<T>& whole) {
    add(key, whole ? text(*whole) : text(name));
  }
  void body(const TableName&, const std::optional<Table>& definition) {
    if (definition) detail::table_body(*this, *definition);
  }
  void change(const AlterColumn& o) {
    if (o.from && o.to) {
      add("from", text(*o.from));
      add("to", text(*o.to));
    } else {
      add("column", text(o.column));
      add("set", text(o.set));
    }
  }
  void constraint(const DropConstraint& o) {
    if (!o.constraint) return add("name", text(o.name));
    constexpr std::string_view keys[] = {"primary_key", "unique", "check", "foreign_key", "exclude"};
    add(keys[o.constraint->index()], std::visit([](const auto& held) { return text(held); }, *o.constraint));
  }
  void sql(const Execute& o) {
    if (o.sql.size() == 1 && o.sql.begin()->first == "default") return add("sql", text(o.sql.begin()->second));
    add("sql", text(o.sql));
  }
  void rows(const BulkInsert& o) {
    std::string out;
    for (const auto& row : o.rows) {
      TomlPairs pairs(false);
      for (const auto& [column, cell] : row) pairs.add(column, cell_text(cell));
      out += "  " + pairs.inline_table() + ",\n";
    }
    add("rows", "[\n" + out + "]");
  }
  void list(const Batch& o) {
    std::string out;
    for (const auto& operation : o.operations) out += "  " + inline_operation(operation) + ",\n";
    add("operations", "[\n" + out + "]");
  }
};

OperationWriter pairs_of(const Operation& operation, bool block) {
  OperationWriter writer(block);
  writer.add("op", detail::toml_string(detail::operation_names[operation.value.index()]));
  std::visit([&](const auto& value) { detail::fields(writer, value); }, operation.value);
  return writer;
}

std::string inline_operation(const Operation& operation) { return pairs_of(operation, false).inline_table(); }

/// Whether columns of a table have come and one with values goes now, for the first time: between them, values can be
/// brought over.
bool is_place_of_data_step(std::span<const Operation> before, const DropColumn* drop) {
  if (!drop || (drop->definition && drop->definition->generated)) return false;
  bool comes = false;
  for (const auto& operation : before) {
    const auto* add = std::get_if<AddColumn>(&operation.value);
    const auto* other = std::get_if<DropColumn>(&operation.value);
    if (other && other->table == drop->table && !(other->definition && other->definition->generated)) return false;
    comes = comes || (add && add->table == drop->table && !add->column.generated);
  }
  return comes;
}

std::string sections(std::span<const Operation> operations, std::string_view heading,
                     const OperationComments& comments) {
  std::string out;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    if (!out.empty()) out += "\n";
    if (const auto lines = comments.find(i); lines != comments.end()) {
      for (const auto& line : lines->second) out += comment("# ", line);
    }
    out += "[[" + std::string(heading) + "]]\n" + pairs_of(operations[i], true).lines();
  }
  return out;
}

/// What is said above the operations by themselves: where a data step belongs, and what is lost.
OperationComments own_comments(std::span<const Operation> operations) {
  OperationComments out;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    if (is_place_of_data_step(operations.first(i), std::get_if<DropColumn>(&operations[i].value)))
      out[i].push_back("the place for a data step (op = \"execute\") that brings values into the new columns");
    if (auto lost = what_is_lost(operations[i])) out[i].push_back(std::move(*lost));
  }
  return out;
}

}  // namespace

std::string write_operations(std::span<const Operation> operations, std::string_view heading, bool comments) {
  return sections(operations, heading, comments ? own_comments(operations) : OperationComments());
}

std::string write_operations(std::span<const Operation> operations, std::string_view heading,
                             const OperationComments& comments) {
  auto all = own_comments(operations);
  for (const auto& [at, lines] : comments) all[at].insert(all[at].end(), lines.begin(), lines.end());
  return sections(operations, heading, all);
}

}  // namespace migrate
