#include "dialects/postgresql/privileges.hpp"

#include <fmt/format.h>

#include <array>

#include "dialects/postgresql/text.hpp"

namespace migrate::postgresql {
namespace {

/// "permission denied for KIND NAME" and "must be owner of KIND NAME", with what to do about it.
struct Denial {
  std::string_view message, remedy;  ///< {0}: the name, {1}: the account
};
constexpr auto denials = std::to_array<Denial>({
    {"permission denied for schema ", "GRANT USAGE, CREATE ON SCHEMA {0} TO {1}"},
    {"permission denied for database ", "GRANT CREATE ON DATABASE {0} TO {1}"},
    {"permission denied for table ", "GRANT SELECT, INSERT, UPDATE, DELETE, REFERENCES ON {0} TO {1}"},
    {"permission denied for sequence ", "GRANT USAGE, SELECT ON SEQUENCE {0} TO {1}"},
    {"permission denied for view ", "GRANT SELECT ON {0} TO {1}"},
    {"permission denied for function ", "GRANT EXECUTE ON FUNCTION {0} TO {1}"},
    {"permission denied for type ", "GRANT USAGE ON TYPE {0} TO {1}"},
    {"permission denied for tablespace ", "GRANT CREATE ON TABLESPACE {0} TO {1}"},
    {"must be owner of table ", "ALTER TABLE {0} OWNER TO {1}"},
    {"must be owner of relation ", "ALTER TABLE {0} OWNER TO {1}"},
    {"must be owner of index ", "ALTER INDEX {0} OWNER TO {1}"},
    {"must be owner of sequence ", "ALTER SEQUENCE {0} OWNER TO {1}"},
    {"must be owner of type ", "ALTER TYPE {0} OWNER TO {1}"},
    {"must be owner of schema ", "ALTER SCHEMA {0} OWNER TO {1}"},
});

}  // namespace

std::string privilege_hint(std::string_view message, const Surroundings& around) {
  const auto account = quote_name(around.account);
  for (const auto& denial : denials) {
    if (!message.starts_with(denial.message)) continue;
    const auto name = quote_name(message.substr(denial.message.size()));
    const auto remedy = fmt::format(fmt::runtime(denial.remedy), name, account);
    return fmt::format("the account {} may not: somebody who may runs `{}`{}", account, remedy,
                       denial.message.starts_with("must be owner")
                           ? ", or set role in [database] of migrate.toml to the role that owns it"
                           : "");
  }
  if (message.starts_with("permission denied to set role")) {
    return fmt::format("GRANT that role TO {}, or take role out of [database]", account);
  }
  if (message.starts_with("permission denied to create database")) {
    return fmt::format("the account {} may not: somebody who may runs `ALTER ROLE {} CREATEDB`", account, account);
  }
  return fmt::format("the account {} lacks a privilege: use one that has it, or set role in [database]", account);
}

}  // namespace migrate::postgresql
