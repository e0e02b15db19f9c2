#include "dialects/mysql/server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace migrate::mysql {

std::string Server::name() const {
  return fmt::format("{} {}.{}.{}", mariadb ? "MariaDB" : "MySQL", version / 10'000, version / 100 % 100,
                     version % 100);
}

Server server_of(std::string_view version) {
  Server out;
  out.mariadb = version.find("MariaDB") != version.npos;
  constexpr std::string_view replication_prefix = "5.5.5-";  // in front of MariaDB's, for clients of old
  if (out.mariadb && version.starts_with(replication_prefix)) version.remove_prefix(replication_prefix.size());
  for (int part = 0; part < 3; ++part) {
    int number = 0;
    const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), number);
    if (error != std::errc()) break;
    out.version += number * (part == 0 ? 10'000 : part == 1 ? 100 : 1);
    version.remove_prefix(static_cast<std::size_t>(end - version.data()));
    if (!version.starts_with('.')) break;
    version.remove_prefix(1);
  }
  return out;
}

}  // namespace migrate::mysql
