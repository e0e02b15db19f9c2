// What the server says of an error or a notice, taken apart. libpq hands it over as text of several lines
// (https://www.postgresql.org/docs/current/libpq-control.html, PQsetErrorVerbosity: verbose):
//
//   ERROR:  42P01: relation "heroo" does not exist
//   LINE 1: SELECT * FROM heroo
//                         ^
//   HINT:  …
//   TABLE NAME:  …
//   LOCATION:  parserOpenTable, parse_relation.c:1381
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace migrate::postgresql {

struct ServerReport {
  std::string severity{};  ///< in the server's language
  std::string sqlstate{};
  std::string message{};
  std::string line{};      ///< of the statement, where the mistake is; it may be cut at either end with "..."
  std::size_t number = 0;  ///< which line that is, from 1; 0: the server did not say
  std::size_t caret = 0;   ///< how many bytes of `line` stand before the mistake
  std::string detail{}, hint{}, context{};
  std::string table{}, column{}, constraint{};
};

/// What has another form, as a message of libpq itself, is all in `message`.
ServerReport parse_report(std::string_view text);

/// The byte of the statement where the mistake is, from 1; 0 where that cannot be told.
std::size_t position_in(std::string_view statement, const ServerReport& report);

}  // namespace migrate::postgresql
