// What the statements of a script state of engines, character sets and collations. A catalog shows the same whether a
// table has the server's default because nobody said anything, or because somebody said so; for models that is not the
// same: what is not said may be otherwise in the database.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "dialects/mysql/catalog.hpp"

namespace migrate::mysql {

class Stated {
 public:
  /// A statement that has run.
  void read(std::string_view sql);
  /// Says what was stated in the tables of a catalog, where they do not say it because it is the default.
  void complete(Catalog& catalog) const;

 private:
  struct OfTable {
    bool engine = false, charset = false;
    std::set<std::string> columns{};  ///< with a character set or collation of their own; in lower case
  };
  class Reader;

  static void complete(const OfTable& said, const Catalog& catalog, const FoundTable& found, Table& table);

  std::map<std::string, OfTable> tables_;  ///< by name, in lower case
};

}  // namespace migrate::mysql
