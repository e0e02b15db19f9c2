#include "dialects/postgresql/casts.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "dialects/postgresql/text.hpp"
#include "dialects/postgresql/types.hpp"
#include "src/base/text.hpp"

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

bool is_number(Family family) {
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
  return Cast{.lossy = column + " IS NOT NULL"};
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
  if (is_number(a) && is_number(b))
    return Cast{.rewrites = !keeps_rows(from, to), .lossy = lossy_number(from, to, column), .takes_default = true};
  if (b == Family::texts) return Cast{.lossy = too_long(to, column + "::text")};
  if (a == Family::texts) return from_text(to, column);
  if (a == Family::clocks && b == Family::clocks) return between_clocks(from, to, column);
  if (a == Family::enumeration && b == Family::enumeration) return from_text(to, column);
  if (a == Family::documents && b == Family::documents) return Cast{};
  if (a == Family::flag && is_number(b)) return Cast{.using_sql = column + "::integer"};
  if (a == Family::integers && b == Family::flag)
    return Cast{.using_sql = column + " <> 0", .lossy = column + " NOT IN (0, 1)"};
  return std::nullopt;
}

/// The server's own word: an implicit or assignment cast, or none.
bool server_casts(Connection& connection, const Type& from, const Type& to) {
  if (connection.offline_schema()) return base_of(from) == base_of(to);
  const auto type = [](const Type& one) { return "to_regtype(" + quote_text(sql_of(one)) + ")"; };
  return !connection
              .query("SELECT 1 WHERE " + type(from) + " = " + type(to) +
                     " UNION ALL SELECT 1 FROM pg_cast WHERE castsource = " + type(from) +
                     " AND casttarget = " + type(to) + " AND castcontext <> 'e'")
              .empty();
}

}  // namespace

Cast cast_between(Connection& connection, const Type& old_type, const Type& new_type, const std::string& column) {
  const auto from = canonical(old_type), to = canonical(new_type);
  if (from == to) return {.rewrites = false, .takes_default = true};
  if (auto found = known(from, to, column)) return *found;
  const bool arrays = from.name.ends_with("[]") && to.name.ends_with("[]");
  if (arrays && from.kind == TypeKind::native && to.kind == TypeKind::native) {
    const auto element = [](const Type& type) { return type_of(type.name.substr(0, type.name.size() - 2)); };
    const auto cast = cast_between(connection, element(from), element(to), column);
    const bool loud = cast.lossy.empty() ||  // a number that is too large for an integer is an error
                      (family_of(element(from)) == Family::integers && family_of(element(to)) == Family::integers);
    if (cast.possible && cast.using_sql.empty() && loud) return {.takes_default = false};
  }
  return {.possible = base_of(from) == base_of(to) || server_casts(connection, from, to)};
}

bool comparable(const Type& a, const Type& b) {
  const auto one = canonical(a), other = canonical(b);
  if (one == other) return true;
  const auto family = family_of(one);
  return family == family_of(other) && (family == Family::integers || family == Family::texts);
}

}  // namespace migrate::postgresql
