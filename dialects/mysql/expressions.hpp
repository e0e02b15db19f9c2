// Expressions and defaults as the servers' catalogs spell them, and as we do: one spelling for both, which either of
// them reads. MySQL escapes texts once more than they were, puts a character set in front of every string and
// parentheses around everything; MariaDB says `current_timestamp()` where MySQL says CURRENT_TIMESTAMP.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dialects/mysql/server.hpp"
#include "migrate/schema.hpp"

namespace migrate::mysql {

/// An expression of a catalog: `(`n` > 0)` and _utf8mb4\'x\' become `n` > 0 and 'x'. Tables of `database` are named
/// without it.
std::string catalog_expression(std::string_view text, std::string_view database = {});

/// COLUMN_DEFAULT as SQL text that may stand behind DEFAULT as it is; none where there is no default. `generated`: the
/// column's EXTRA says DEFAULT_GENERATED (MySQL).
std::optional<std::string> catalog_default(const Server& server, const std::optional<std::string>& text,
                                           const Type& type, bool generated, std::string_view database);

/// The same for a text that a person wrote: `now()` is CURRENT_TIMESTAMP, `true` is 1, and an expression that is no
/// constant stands in parentheses; what says ON UPDATE is cut off into `on_update`.
std::string written_default(std::string_view sql, std::string* on_update = nullptr);

/// The text as a constant: in quotes, or as x'…' where it holds bytes that are no text.
std::string constant_text(std::string_view value);

/// Whether the text is a constant, signed or not, or NULL.
bool is_constant(std::string_view sql);
/// `CURRENT_TIMESTAMP`, `CURRENT_TIMESTAMP(3)` for every word that means it; none for other texts.
std::optional<std::string> current_timestamp(std::string_view sql);

/// A text by which two expressions are the same in all but spelling: case of words, white space, quotes around names,
/// needless parentheses around the whole.
std::string canonical_expression(std::string_view sql);
/// The value that a default of the type has, where it is a constant: `'5'`, `5` and `5.0` are one for a number.
std::string canonical_default(std::string_view sql, const Type& type);

/// The text without the parentheses around all of it.
std::string_view bare(std::string_view sql);

}  // namespace migrate::mysql
