// One column of the schema from what was found in the struct: its type, its defaults, its flags; and the words that a
// Field says as text. What cannot be understood becomes a line that says so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "migrate/detail/describe.hpp"
#include "migrate/detail/type_text.hpp"
#include "migrate/detail/write_toml.hpp"

namespace migrate::detail {

/// One line each: `table.column: what is wrong`.
using Problems = std::vector<std::string>;

/// Finds `text` among the spellings of E, without regard to case, and with `_` for a space.
template <class E>
bool read_spelling(std::string_view text, E& out) {
  const auto spelt = names(E{});
  for (std::size_t i = 0; i < spelt.size(); ++i) {
    bool same = spelt[i].size() == text.size();
    for (std::size_t j = 0; same && j < text.size(); ++j)
      same = spelt[i][j] == (text[j] == '_' ? ' ' : to_lower(text[j]));
    if (same) out = static_cast<E>(i);
    if (same) return true;
  }
  return false;
}

/// What is wrong with the text of an action, or nothing; sets `out`.
inline std::string parse_action(std::string_view text, std::string_view word, Action& out) {
  if (text.empty() || read_spelling(text, out)) return {};
  constexpr std::string_view all[] = {"NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"};
  return std::string(word) + " cannot be '" + std::string(text) + "'" + suggestion(text, all);
}

inline std::string parse_initially(std::string_view text, Initially& out) {
  if (read_spelling(text, out)) return {};
  constexpr std::string_view all[] = {"immediate", "deferred"};
  return "initially cannot be '" + std::string(text) + "'" + suggestion(text, all);
}

template <class = void>
class ColumnBuilder {
 public:
  ColumnBuilder(const FoundColumn& found, const Enum* enumeration, Problems& problems, const std::string& place)
      : found_(found), field_(found.field), enumeration_(enumeration), problems_(problems), place_(place) {}

  Column build() {
    Column out;
    out.name = found_.name;
    set_type(out);
    out.nullable = field_.nullable.value_or(found_.facts->optional && !field_.primary_key);
    if (field_.server_default.given()) out.default_sql = field_.server_default.sql_text();
    if (field_.generated.expression()) {
      out.generated.emplace();
      out.generated->expression = field_.generated.expression();
      out.generated->stored = field_.generated.is_stored();
    }
    if (!found_.facts->takes(field_.initial)) complain("its `initial` is not a value of the member's C++ type");
    if (field_.server_default.nameless() || field_.initial.nameless() || (enumeration_ && found_.initial == "''"))
      complain("its default is an enumerator without a name: list the values of its enum in migrate::enum_values");
    out.initial = field_.initial.given() ? field_.initial.sql_text() : found_.initial;
    out.collation = field_.collation;
    out.comment = field_.comment;
    out.renamed_from = field_.renamed_from;
    out.identity = field_.identity.identity();
    if (field_.autoincrement) out.options["sqlite.autoincrement"] = true;
    for (const auto& option : field_.options) {
      if (option.key) out.options[option.key] = option.value.option_value();
    }
    return out;
  }

 private:
  void complain(const std::string& what) { problems_.push_back(place_ + ": " + what); }

  Type type_from(std::string_view text) {
    auto type = read_type(text);
    if (!type) complain(no_such_type(text));
    return type.value_or(Type{});
  }

  void set_type(Column& out) {
    if (field_.type.text() || !enumeration_) {
      set_type(out, field_.type.text() ? field_.type : found_.facts->type);
    } else {
      out.type.kind = TypeKind::enumeration;
      out.type.name = enumeration_->name;
    }
    if (field_.max_length > 0) set_length(out.type);
    if (field_.max_digits > 0) set_digits(out.type);
  }

  void set_type(Column& out, const FieldType& text) {
    out.type = type_from(text.text());
    for (const auto& other : text.others()) {
      if (!other.text) continue;
      Type type = type_from(other.text);
      std::string dialect = other.dialect ? other.dialect : type.dialect;
      if (dialect.empty())
        complain("the type '" + std::string(other.text) + "' is for no database: use on(\"…\", \"…\")");
      out.type_by_dialect[std::move(dialect)] = std::move(type);
    }
  }

  void set_length(Type& type) {
    if (type.kind == TypeKind::blob) type.kind = TypeKind::varbinary;
    const bool has_length = type.kind == TypeKind::varchar || type.kind == TypeKind::character ||
                            type.kind == TypeKind::varbinary || type.kind == TypeKind::binary;
    if (!has_length) return complain("max_length is for text and bytes, and its type is " + type_text(type));
    type.length = field_.max_length;
  }

  void set_digits(Type& type) {
    switch (type.kind) {
      case TypeKind::smallint:
      case TypeKind::integer:
      case TypeKind::bigint:
      case TypeKind::real:
      case TypeKind::double_precision:
      case TypeKind::numeric:
      case TypeKind::varchar: break;
      default: return complain("max_digits is for numbers, and its type is " + type_text(type));
    }
    type.kind = TypeKind::numeric;
    type.length = field_.max_digits;
    type.scale.reset();
    if (field_.decimal_places > 0) type.scale = field_.decimal_places;
  }

  const FoundColumn& found_;
  const Field& field_;
  const Enum* enumeration_;
  Problems& problems_;
  const std::string& place_;
};

}  // namespace migrate::detail
