#include "dialects/postgresql/casts.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "dialects/postgresql/text.hpp"
#include "dialects/postgresql/types.hpp"
#include "src/base/text.hpp"
#include "src/schema/lookup.hpp"

namespace migrate::postgresql {
namespace {

enum class Family { integers, exact, floats, texts, clocks, flag, enumeration, documents, other };

Family family_of(const Type& type) {
  switch (type.kind) {
    case TypeKind::smallint:
    case TypeKind::integer:
    case TypeKind::bigint: return Family::integers;
    case TypeKind::numeric: return Family::exact;
    case TypeKind::real:
    case TypeKind::double_precision: return Family::floats;
    case TypeKind::varchar:
    case TypeKind::character:
    case TypeKind::text: return Family::texts;
    case TypeKind::date:
    case TypeKind::time:
    case TypeKind::timestamp:
    case TypeKind::timestamptz: return Family::clocks;
    case TypeKind::boolean: return Family::flag;
    case TypeKind::enumeration: return Family::enumeration;
    case TypeKind::json: return Family::documents;
    case TypeKind::native:
      if (type.name == "jsonb") return Family::documents;
      return type.name == "citext" ? Family::texts : Family::other;
    default: return Family::other;
  }
}

bool is_numeric(Family family) {
  return family == Family::integers || family == Family::exact || family == Family::floats;
}

/// The numbers that an integer type holds.
std::string outside_of(TypeKind kind, const std::string& column) {
  const auto* range = kind == TypeKind::smallint  ? "-32768 AND 32767"
                      : kind == TypeKind::integer ? "-2147483648 AND 2147483647"
                                                  : "-9223372036854775808 AND 9223372036854775807";
  return column + " NOT BETWEEN " + range;
}

/// `column` is a number of any precision.
std::string outside_of_numeric(const Type& to, const std::string& column) {
  if (!to.length) return "";
  const auto scale = to.scale.value_or(0);
  return column + " <> round(" + column + ", " + std::to_string(scale) + ") OR abs(round(" + column + ", " +
         std::to_string(scale) + ")) >= 1e" + std::to_string(*to.length - scale);
}

std::string lossy_number(const Type& from, const Type& to, const std::string& column) {
  const auto family = family_of(from);
  if (family_of(to) == Family::integers) {
    if (family == Family::integers) return from.kind <= to.kind ? "" : outside_of(to.kind, column);
    return column + " <> trunc(" + column + ") OR " + outside_of(to.kind, column);
  }
  if (family_of(to) == Family::floats) {
    if (family == Family::integers) {
      const bool small =
          from.kind == TypeKind::smallint || (from.kind == TypeKind::integer && to.kind != TypeKind::real);
      const auto* exact = to.kind == TypeKind::real ? "16777216" : "9007199254740992";
      return small ? "" : column + " NOT BETWEEN -" + exact + " AND " + exact;
    }
    if (family == Family::floats && to.kind == TypeKind::double_precision) return "";
    return column + " <> " + column + "::" + sql_of(to) + "::" + sql_of(from);
  }
  if (family == Family::floats) return column + " <> " + column + "::" + sql_of(to) + "::" + sql_of(from);
  const auto digits = [](const Type& type) { return type.length.value_or(0) - type.scale.value_or(0); };
  const bool wider = from.length && from.scale.value_or(0) <= to.scale.value_or(0) && digits(from) <= digits(to);
  return wider || !to.length ? "" : outside_of_numeric(to, column);
}

std::string too_long(const Type& to, const std::string& text) {
  return to.length ? "char_length(" + text + ") > " + std::to_string(*to.length) : "";
}

/// The texts that are not exactly how the type itself would write the value. Empty: every text that it takes.
std::string not_spelt_as(const Type& to, const std::string& column) {
  const auto unlike = [&](std::string_view pattern) { return column + " !~ '" + std::string(pattern) + "'"; };
  switch (to.kind) {
    case TypeKind::smallint:
    case TypeKind::integer:
    case TypeKind::bigint: return unlike("^(0|-?[1-9][0-9]*)$");
    case TypeKind::numeric: {
      const auto shape = unlike("^-?(0|[1-9][0-9]*)([.][0-9]+)?$");
      const auto outside = outside_of_numeric(to, column + "::numeric");
      return outside.empty() ? shape : "CASE WHEN " + shape + " THEN true ELSE " + outside + " END";
    }
    case TypeKind::real:
    case TypeKind::double_precision: return unlike("^-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?$");
    case TypeKind::boolean: return "lower(" + column + ") NOT IN ('true', 'false', 't', 'f')";
    case TypeKind::uuid: return column + " !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'";
    case TypeKind::date: return unlike("^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
    case TypeKind::time: return unlike("^[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?$");
    case TypeKind::timestamp:
      return unlike("^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?)?$");
    case TypeKind::timestamptz:
      return unlike(
          "^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?"
          "(Z|[-+][0-9]{2}(:?[0-9]{2})?)$");
    default: return "";
  }
}

std::string not_a_label(const Type& to, const std::string& text) {
  return text + " NOT IN (SELECT enumlabel FROM pg_enum WHERE enumtypid = to_regtype(" + quote_text(sql_of(to)) + "))";
}

/// A text that is read as something else.
std::optional<Cast> from_text(const Type& to, const std::string& column) {
  const auto convert = column + "::" + sql_of(to);
  if (family_of(to) == Family::enumeration)
    return Cast{.using_sql = column + "::text::" + sql_of(to), .lossy = not_a_label(to, column + "::text")};
  if (family_of(to) == Family::documents || to.kind == TypeKind::interval) return Cast{.using_sql = convert};
  if (auto lossy = not_spelt_as(to, column); !lossy.empty()) return Cast{.using_sql = convert, .lossy = lossy};
  return std::nullopt;
}

std::optional<Cast> between_clocks(const Type& from, const Type& to, const std::string& column) {
  if (to.kind == TypeKind::timestamp && from.kind == TypeKind::date) return Cast{};
  if (to.kind == TypeKind::date && from.kind == TypeKind::timestamp)
    return Cast{.lossy = column + " <> " + column + "::date"};
  if (to.kind == TypeKind::time || from.kind == TypeKind::time) return std::nullopt;
  // the session's time zone would decide which instant a value is: with rows there, somebody has to say which one
  return Cast{.lossy = column + " IS NOT NULL", .proposal = column + " AT TIME ZONE 'UTC'"};
}

/// Whether a longer varchar or the like is only a change of the catalog.
bool keeps_rows(const Type& from, const Type& to) {
  if (from.kind == TypeKind::numeric && to.kind == TypeKind::numeric) {
    return !to.length || (from.length && from.scale == to.scale && *from.length <= *to.length);
  }
  const auto is_text = [](const Type& type) { return type.kind == TypeKind::varchar || type.kind == TypeKind::text; };
  return is_text(from) && is_text(to) && (!to.length || (from.length && *from.length <= *to.length));
}

std::string base_of(const Type& type) { return sql_of(type).substr(0, sql_of(type).find('(')); }

std::optional<Cast> known(const Type& from, const Type& to, const std::string& column) {
  const auto a = family_of(from), b = family_of(to);
  if (a == Family::texts && b == Family::texts) {
    const bool longer = !to.length || (from.length && *from.length <= *to.length);
    return Cast{.rewrites = !keeps_rows(from, to), .lossy = longer ? "" : too_long(to, column), .takes_default = true};
  }
  if (is_numeric(a) && is_numeric(b))
    return Cast{.rewrites = !keeps_rows(from, to), .lossy = lossy_number(from, to, column), .takes_default = true};
  if (b == Family::texts) return Cast{.lossy = too_long(to, column + "::text")};
  if (a == Family::texts) return from_text(to, column);
  if (a == Family::clocks && b == Family::clocks) return between_clocks(from, to, column);
  if (a == Family::enumeration && b == Family::enumeration) return from_text(to, column);
  if (a == Family::documents && b == Family::documents) return Cast{};
  if (a == Family::flag && is_numeric(b)) return Cast{.using_sql = column + "::integer"};
  if (a == Family::integers && b == Family::flag)
    return Cast{.using_sql = column + " <> 0", .lossy = column + " NOT IN (0, 1)"};
  return std::nullopt;
}

/// What a type is behind its domains, and what its elements are where it is an array's.
struct Shape {
  Type type;
  bool array = false;
};

bool is_array(const Type& type) { return type.kind == TypeKind::native && type.name.ends_with("[]"); }

std::string regtype(const Type& type) { return "to_regtype(" + quote_text(sql_of(type)) + ")"; }

/// The type that a domain stands for, and an enum as what it is; any other as it comes.
Type behind_name(Connection& connection, const Type& type) {
  if (type.kind != TypeKind::native || is_array(type)) return type;
  if (const auto* schema = connection.offline_schema()) {
    const auto* found = find_enum(*schema, type.name);
    return found ? enum_type({found->name, found->schema}) : type;
  }
  const auto rows = connection.query(
      "WITH RECURSIVE base(oid, typmod) AS (SELECT " + regtype(type) +
      "::oid, -1 UNION ALL SELECT t.typbasetype, t.typtypmod FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.oid "
      "WHERE t.typtype = 'd') SELECT format_type(b.oid, b.typmod), t.typname, CASE WHEN NOT "
      "pg_type_is_visible(t.oid) THEN t.typnamespace::regnamespace::text END, t.typtype = 'e', b.oid <> " +
      regtype(type) + " FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.oid WHERE t.typtype <> 'd'");
  if (rows.empty()) return type;
  const auto& row = rows.front();
  if (row.at(3) == "t") return enum_type({row.at(1).value_or(""), row.at(2).value_or("")});
  return row.at(4) == "t" ? type_of(row.at(0).value_or("")) : type;
}

Shape shape_of(Connection& connection, const Type& type) {
  auto base = behind_name(connection, type);
  if (!is_array(base)) return {std::move(base)};
  return {behind_name(connection, type_of(base.name.substr(0, base.name.size() - 2))), true};
}

/// A cast of elements, which were called `value`, as one of the arrays in `column`.
Cast of_elements(const Cast& cast, const Shape& from, const Shape& to, const Type& type, const std::string& column) {
  Cast out;
  const auto array =
      column + (family_of(to.type) == Family::enumeration                                        ? "::text[]"
                : family_of(to.type) == Family::flag && family_of(from.type) == Family::integers ? "::integer[]"
                                                                                                 : "");
  const bool numbers = family_of(from.type) == Family::flag && is_numeric(family_of(to.type));
  if (!cast.using_sql.empty()) out.using_sql = numbers ? column + "::integer[]" : array + "::" + sql_of(type);
  if (!cast.lossy.empty())
    out.lossy = "EXISTS (SELECT FROM unnest(" + column + ") AS element(value) WHERE " + cast.lossy + ")";
  if (!cast.proposal.empty()) out.proposal = column + "::" + sql_of(type);
  return out;
}

/// How the server goes from one type to another: 'a' by itself, 's' from a text, which it refuses where it cannot read
/// it, 'e' where it is told to, or not at all (find_coercion_pathway in src/backend/parser/parse_coerce.c: through
/// domains, and of arrays as of their elements).
std::string pathway_query(const Type& from, const Type& to) {
  const std::string cast =
      "(SELECT min(castcontext::text) FROM pg_catalog.pg_cast WHERE castsource = a.oid AND casttarget = b.oid)";
  return "WITH RECURSIVE pair(f, t) AS (SELECT " + regtype(from) + "::oid, " + regtype(to) +
         "::oid UNION SELECT CASE WHEN a.typtype = 'd' THEN a.typbasetype WHEN b.typtype = 'd' THEN a.oid ELSE "
         "a.typelem END, CASE WHEN a.typtype = 'd' THEN b.oid WHEN b.typtype = 'd' THEN b.typbasetype ELSE b.typelem "
         "END FROM pair JOIN pg_catalog.pg_type a ON a.oid = f JOIN pg_catalog.pg_type b ON b.oid = t WHERE a.oid <> "
         "b.oid AND (a.typtype = 'd' OR b.typtype = 'd' OR (a.typcategory = 'A' AND b.typcategory = 'A'))) SELECT "
         "min(CASE WHEN f = t OR " +
         cast +
         " IN ('a', 'i') THEN 'a' WHEN b.typcategory = 'S' AND b.typtype <> 'd' THEN 'a' WHEN a.typcategory = "
         "'S' AND a.typtype <> 'd' THEN 's' WHEN " +
         cast +
         " = 'e' THEN 'e' END) FROM pair JOIN pg_catalog.pg_type a ON a.oid = f JOIN pg_catalog.pg_type b ON "
         "b.oid = t";
}

Cast asked(Connection& connection, const Type& from, const Type& to, const std::string& column) {
  if (base_of(from) == base_of(to)) return {};
  const auto convert = column + "::" + sql_of(to);
  if (connection.offline_schema()) return {.possible = false, .proposal = convert};
  const auto rows = connection.query(pathway_query(from, to));
  const auto way = rows.empty() ? "" : rows.front().at(0).value_or("");
  if (way == "a") return {};
  if (way == "s") return {.using_sql = convert};
  return {.possible = false, .proposal = way.empty() ? "" : convert};
}

}  // namespace

Cast cast_between(Connection& connection, const Type& old_type, const Type& new_type, const std::string& column) {
  const auto from = canonical(old_type), to = canonical(new_type);
  if (from == to) return {.rewrites = false, .takes_default = true};
  if (auto found = known(from, to, column)) return *found;
  const auto a = shape_of(connection, from), b = shape_of(connection, to);
  if (a.array && b.array) {
    if (a.type == b.type) return {};
    if (const auto found = known(a.type, b.type, "value")) return of_elements(*found, a, b, to, column);
  } else if (!a.array && !b.array && (a.type != from || b.type != to)) {
    if (a.type == b.type) return {};
    if (auto found = known(a.type, b.type, column)) return *found;
  }
  return asked(connection, from, to, column);
}

bool comparable(const Type& a, const Type& b) {
  const auto one = canonical(a), other = canonical(b);
  if (one == other) return true;
  const auto family = family_of(one);
  return family == family_of(other) && (family == Family::integers || family == Family::texts);
}

}  // namespace migrate::postgresql
