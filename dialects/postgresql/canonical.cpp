#include "dialects/postgresql/canonical.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "dialects/postgresql/expression.hpp"
#include "dialects/postgresql/tokens.hpp"
#include "src/base/text.hpp"
#include "src/schema/lookup.hpp"
#include "src/schema/type_text.hpp"

namespace migrate::postgresql {
namespace {

bool is_number_type(TypeKind kind) {
  switch (kind) {
    case TypeKind::smallint:
    case TypeKind::integer:
    case TypeKind::bigint:
    case TypeKind::real:
    case TypeKind::double_precision:
    case TypeKind::numeric: return true;
    default: return false;
  }
}

/// Whether a cast to the type takes a constant as it is, without cutting or rounding it.
bool has_no_size(const Type& type) {
  return !type.length && (type.kind != TypeKind::native || type.name.find('(') == type.name.npos);
}

bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto digits = text.find_first_not_of("0123456789");
  if (text.empty() || digits == 0) return false;
  return digits == text.npos || (text[digits] == '.' && text.find_first_not_of("0123456789", digits + 1) == text.npos &&
                                 digits + 1 < text.size());
}

/// `.5` as `0.5`, which is what PostgreSQL prints.
std::string number_text(std::string text) {
  text = replace_all(text, "_", "");
  const std::size_t at = text.starts_with('-') ? 1 : 0;
  if (at < text.size() && text[at] == '.') text.insert(at, "0");
  return text;
}

/// The words for the begin of the transaction, which all are now().
bool is_now(std::string_view name) {
  return name == "now" || name == "current_timestamp" || name == "transaction_timestamp";
}

std::optional<bool> truth(std::string_view text) {
  static constexpr auto yes = std::to_array<std::string_view>({"t", "true", "y", "yes", "on", "1"});
  static constexpr auto no = std::to_array<std::string_view>({"f", "false", "n", "no", "off", "0"});
  const auto word = lower(trim(text));
  if (std::ranges::find(yes, word) != yes.end()) return true;
  return std::ranges::find(no, word) != no.end() ? std::optional(false) : std::nullopt;
}

Node truth_node(bool value) { return {NodeKind::name, value ? "true" : "false", {}}; }

/// A string constant as the constant of a type that it stands for.
Node constant_of(Node node, const Type& type) {
  if (node.kind != NodeKind::string) return node;
  if (is_number_type(type.kind) && is_number(trim(node.text)))
    return {NodeKind::number, std::string(trim(node.text)), {}};
  if (type.kind == TypeKind::boolean) {
    if (const auto value = truth(node.text)) return truth_node(*value);
  }
  return node;
}

bool is_comparison(const Node& node) {
  static constexpr auto words = std::to_array<std::string_view>({"=", "<>", "<", ">", "<=", ">=", "in", "not in"});
  return node.kind == NodeKind::call && std::ranges::find(words, node.text) != words.end();
}

class Simplifier {
 public:
  explicit Simplifier(const Table* table) : table_(table) {}

  Node simplified(Node node) const {
    for (auto& part : node.parts) part = simplified(std::move(part));
    if (node.kind == NodeKind::cast) return without_cast(std::move(node));
    if (node.kind == NodeKind::name) return named(std::move(node));
    if (node.kind == NodeKind::number) node.text = number_text(std::move(node.text));
    if (node.kind != NodeKind::call) return node;
    if (node.text == "-" && node.parts.size() == 1 && node.parts[0].kind == NodeKind::number) {
      return {NodeKind::number, "-" + node.parts[0].text, {}};
    }
    if (is_now(node.text) && node.parts.empty()) return call_of_now();
    if (is_comparison(node)) drop_casts_of_numbers(node.parts);
    return node;
  }

 private:
  static Node call_of_now() { return {NodeKind::call, "now", {}}; }

  Node named(Node node) const {
    if (is_now(node.text) && node.text != "now") return call_of_now();
    if (!table_) return node;
    const auto own = table_->name + ".";
    if (node.text.starts_with(own)) node.text.erase(0, own.size());
    return node;
  }

  /// A string constant is of the type anyway; a column of characters is a text.
  Node without_cast(Node node) const {
    const auto type = parse_type(node.text);
    auto& part = node.parts.front();
    if (part.kind == NodeKind::string && has_no_size(type)) return constant_of(std::move(part), type);
    const bool to_text = type.kind == TypeKind::text || (type.kind == TypeKind::varchar && !type.length);
    if (to_text && is_text_column(part)) return std::move(part);
    if (part.is(NodeKind::call, "array") && has_no_size(type) &&
        std::ranges::all_of(part.parts, [](const Node& one) { return one.kind == NodeKind::string; })) {
      return part.parts.empty() ? node : std::move(part);
    }
    return node;
  }

  bool is_text_column(const Node& node) const {
    if (!table_ || node.kind != NodeKind::name) return false;
    const auto* column = find_named(table_->columns, node.text);
    return column && (column->type.kind == TypeKind::varchar || column->type.kind == TypeKind::text);
  }

  /// Beside something that is no constant, a number is compared by its value whatever its type. In arithmetic the type
  /// counts: 1 / 2 is 0.
  static void drop_casts_of_numbers(std::vector<Node>& parts) {
    const auto is_constant = [](const Node& node) {
      return node.kind == NodeKind::number ||
             (node.kind == NodeKind::cast && node.parts.front().kind == NodeKind::number);
    };
    if (std::ranges::all_of(parts, is_constant)) return;
    for (auto& part : parts) {
      if (part.kind != NodeKind::cast || !is_constant(part)) continue;
      const auto type = parse_type(part.text);
      const bool whole = part.parts.front().text.find('.') == std::string::npos;
      const bool keeps = type.kind == TypeKind::numeric || type.kind == TypeKind::double_precision ||
                         (whole && type.kind == TypeKind::bigint);
      if (!keeps || !has_no_size(type)) continue;
      Node number = std::move(part.parts.front());
      part = std::move(number);
    }
  }

  const Table* table_;
};

void print(const Node& node, std::string& out) {
  switch (node.kind) {
    case NodeKind::string: out += '\'' + replace_all(node.text, "'", "''") + '\''; return;
    case NodeKind::name: out += '"' + node.text + '"'; return;
    case NodeKind::number: out += node.text; return;
    default: break;
  }
  out += node.kind == NodeKind::cast ? "(::" : "(";
  out += node.text;
  for (const auto& part : node.parts) {
    out += ' ';
    print(part, out);
  }
  out += ')';
}

/// What is not understood, word by word.
std::string words_of(std::string_view sql) {
  std::string out = "?";
  for (const auto& token : tokenize(sql)) {
    const char quote = token.kind == TokenKind::string ? '\'' : token.kind == TokenKind::name ? '"' : ' ';
    out += quote + token.text + quote;
  }
  return out;
}

/// A number as a value of that type: 5.0 is 5, whatever zeros a numeric would keep.
std::string without_zeros(std::string number) {
  if (number.find('.') == number.npos || number.find_first_of("eE") != number.npos) return number;
  number.erase(number.find_last_not_of('0') + 1);
  if (number.ends_with('.')) number.pop_back();
  return number;
}

std::string printed(const Node& node) {
  std::string out;
  print(node, out);
  return out;
}

}  // namespace

std::string canonical_expression(std::string_view sql, const Table* table) {
  auto node = read_expression(sql);
  return node ? printed(Simplifier(table).simplified(std::move(*node))) : words_of(sql);
}

std::string canonical_default(const std::optional<std::string>& sql, const Type& type) {
  if (!sql) return {};
  auto node = read_expression(*sql);
  if (!node) return words_of(*sql);
  auto simple = Simplifier(nullptr).simplified(std::move(*node));
  while (simple.kind == NodeKind::cast && has_no_size(parse_type(simple.text)) &&
         (simple.parts.front().kind == NodeKind::number || simple.parts.front().is(NodeKind::name, "null"))) {
    Node constant = std::move(simple.parts.front());
    simple = std::move(constant);
  }
  if (simple.is(NodeKind::name, "null") ||
      (simple.kind == NodeKind::cast && simple.parts.front().is(NodeKind::name, "null"))) {
    return {};
  }
  auto value = constant_of(std::move(simple), type);
  if (value.kind == NodeKind::number && is_number_type(type.kind)) value.text = without_zeros(std::move(value.text));
  return printed(value);
}

}  // namespace migrate::postgresql
