// What the members of Field hold: small literal types that can be written with `=` and a plain value, and that cost
// nothing where a model is only used. Field itself, with the meaning of each member, is in models.hpp.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

#include "migrate/detail/text.hpp"
#include "migrate/detail/types.hpp"
#include "migrate/schema.hpp"

namespace migrate {

/// SQL text that goes into the schema as it stands; made by sql().
struct Sql {
  const char* text;
};
/// `.server_default = sql("CURRENT_TIMESTAMP")`
constexpr Sql sql(const char* text) { return {text}; }

/// An expression of a generated column whose value is stored in the row; made by stored().
struct Stored {
  const char* text;
};
/// `.generated = stored("price * quantity")`; without `stored` the value is computed on reading.
constexpr Stored stored(const char* text) { return {text}; }

namespace detail {

/// Which struct a member pointer belongs to: the address of its tag. A tag costs nothing to make, so that a header
/// with models does not reflect over them in every file that includes it; the exporting file does.
struct ModelTag {
  std::string_view type_name;
};
template <class T>
inline constexpr ModelTag tag_of{type_name<T>()};

/// A pointer to a data member is the offset of the member, in every ABI that has one
/// (https://itanium-cxx-abi.github.io/cxx-abi/abi.html#data-member-pointers).
template <class Class, class Member>
constexpr std::ptrdiff_t offset_of(Member Class::*member) {
  static_assert(sizeof member == sizeof(std::ptrdiff_t));
  return std::bit_cast<std::ptrdiff_t>(member);
}

/// A number, text, truth value or enumerator: what may stand behind `.initial =`.
class Literal {
 public:
  constexpr Literal() = default;
  constexpr Literal(const char* text) : kind_(Kind::text), text_(text) {}
  template <class T>
  requires(std::is_integral_v<T>) constexpr Literal(T value)
      : kind_(std::is_same_v<T, bool> ? Kind::boolean : Kind::integer), integer_(static_cast<std::int64_t>(value)) {}
  template <class T>
  requires(std::is_floating_point_v<T>) constexpr Literal(T value)
      : kind_(Kind::real), real_(static_cast<double>(value)) {}
  template <class T>
  requires(std::is_enum_v<T>) constexpr Literal(T value)
      : kind_(kept_as_number<T>() ? Kind::integer : Kind::enumerator),
        integer_(static_cast<std::int64_t>(value)),
        name_(name_function<T>()) {}

  constexpr bool given() const { return kind_ != Kind::none; }
  /// An enumerator of which neither the compiler nor enum_values tells the name.
  bool nameless() const { return kind_ == Kind::enumerator && name_(integer_).empty(); }

  /// As SQL text; empty where nothing was given.
  std::string sql_text() const {
    switch (kind_) {
      case Kind::none: break;
      case Kind::boolean: return integer_ != 0 ? "true" : "false";
      case Kind::integer: return std::to_string(integer_);
      case Kind::real: return sql_literal(real_);
      case Kind::text: return sql_literal(std::string_view(text_));
      case Kind::enumerator: return sql_literal(name_(integer_));
    }
    return {};
  }

  OptionValue option_value() const {
    if (kind_ == Kind::boolean) return integer_ != 0;
    if (kind_ == Kind::integer) return integer_;
    return std::string(kind_ == Kind::text ? text_ : "");
  }

  /// Whether as<T>() has a use for what was given.
  template <class T>
  static constexpr bool fits(const Literal& literal) {
    using Held = plain_type<T>;
    const bool number = std::is_arithmetic_v<Held> || std::is_enum_v<Held>;
    return literal.kind_ == Kind::none || (literal.kind_ == Kind::text ? from_text<Held> : number || from_number<Held>);
  }

  /// The value as a T; T{} where nothing was given or it does not fit.
  template <class T>
  constexpr T as() const {
    if constexpr (is_optional<T>) {
      if (kind_ == Kind::none) return T{};
      return T{as<typename T::value_type>()};
    } else if constexpr (std::is_same_v<T, bool>) {
      return integer_ != 0;
    } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
      return kind_ == Kind::real ? static_cast<T>(real_) : static_cast<T>(integer_);
    } else if constexpr (from_text<T>) {
      return kind_ == Kind::text ? T{text_} : T{};
    } else if constexpr (from_number<T>) {
      return kind_ == Kind::integer ? T{integer_} : T{};
    } else {
      return T{};
    }
  }

 private:
  template <class T>
  static constexpr auto name_function() {
    if constexpr (kept_as_number<T>()) {
      return nullptr;
    } else {
      return &enumerator_name<T>;
    }
  }
  template <class T>
  static constexpr bool from_text = requires(const char* text) {
    T{text};
  };
  template <class T>
  static constexpr bool from_number = requires(std::int64_t number) {
    T{number};
  };

  enum class Kind { none, boolean, integer, real, text, enumerator };
  Kind kind_ = Kind::none;
  std::int64_t integer_ = 0;
  double real_ = 0;
  const char* text_ = nullptr;
  std::string (*name_)(std::int64_t) = nullptr;
};

}  // namespace detail

/// The client's default, `.initial = 18`: what the member holds in a new object, and what fills the existing rows when
/// the column is added.
class Initial : public detail::Literal {
 public:
  using Literal::Literal;
};

/// The database's default: `.server_default = 0`, `= "draft"` (text, quoted), `= sql("now()")` (SQL, as it stands).
class ServerDefault : public detail::Literal {
 public:
  using Literal::Literal;
  constexpr ServerDefault(Sql expression) : expression_(expression.text) {}

  constexpr bool given() const { return expression_ || Literal::given(); }
  std::string sql_text() const { return expression_ ? expression_ : Literal::sql_text(); }

 private:
  const char* expression_ = nullptr;
};

/// A column of a model, `&Team::id`, or of whatever table, `"team.id"`.
class ColumnReference {
 public:
  constexpr ColumnReference() = default;
  constexpr ColumnReference(const char* text) : text_(text) {}
  template <class Class, class Member>
  constexpr ColumnReference(Member Class::*member) : tag_(&detail::tag_of<Class>), offset_(detail::offset_of(member)) {}

  constexpr bool given() const { return text_ || tag_; }
  constexpr const char* text() const { return text_; }
  constexpr const detail::ModelTag* tag() const { return tag_; }
  constexpr std::ptrdiff_t offset() const { return offset_; }

 private:
  const char* text_ = nullptr;
  const detail::ModelTag* tag_ = nullptr;
  std::ptrdiff_t offset_ = 0;
};

/// `.generated = "first || ' ' || last"` or `.generated = stored("…")`.
class FieldGenerated {
 public:
  constexpr FieldGenerated() = default;
  constexpr FieldGenerated(const char* expression) : expression_(expression) {}
  constexpr FieldGenerated(Sql expression) : expression_(expression.text) {}
  constexpr FieldGenerated(Stored expression) : expression_(expression.text), stored_(true) {}

  constexpr const char* expression() const { return expression_; }
  constexpr bool is_stored() const { return stored_; }

 private:
  const char* expression_ = nullptr;
  bool stored_ = false;
};

/// `.identity = false`: the database does not number the rows; `.identity = Identity{.start = 1000}`: it does, so.
class FieldIdentity {
 public:
  constexpr FieldIdentity() = default;
  constexpr FieldIdentity(bool wanted) : said_(true), wanted_(wanted) {}
  constexpr FieldIdentity(Identity how) : said_(true), wanted_(true), how_(how) {}

  constexpr bool said() const { return said_; }
  std::optional<Identity> identity() const { return wanted_ ? std::optional(how_) : std::nullopt; }

 private:
  bool said_ = false;
  bool wanted_ = false;
  Identity how_{};
};

/// A setting that one database alone has, on a table, a column or a constraint; made by option().
struct Option {
  const char* key = nullptr;
  detail::Literal value{};
};
/// `option("sqlite.strict", true)`: the key has the dialect in front.
constexpr Option option(const char* key, detail::Literal value) { return {key, value}; }

}  // namespace migrate
