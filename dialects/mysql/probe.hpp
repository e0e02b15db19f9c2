// What the server makes of an expression, a default or a type: it is put into a temporary table of its own, which is
// read back by SHOW CREATE TABLE and dropped, and which nobody else sees. Asked only where two texts differ, for all of
// a comparison at once where they are known beforehand, and never twice.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "dialects/connection.hpp"
#include "dialects/mysql/server.hpp"
#include "migrate/schema.hpp"

namespace migrate::mysql {

/// One text, and what it is.
struct Question {
  enum class Kind { expression, default_value, type } kind = Kind::expression;
  std::string sql{};
  const Table* table = nullptr;  ///< of an expression: whose columns it names
  bool of_models = false;        ///< whether that is the wanted table
  Type type{};                   ///< of a default: what it is a default of
};

class Probe {
 public:
  Probe(Connection& connection, Server server) : connection_(connection), server_(server) {}

  /// Asks all of them in as few statements as can be.
  void prepare(std::span<const Question> questions);
  /// The server's own spelling, as catalogs have it; none where it does not take the text, or may not be asked.
  std::optional<std::string> answer(const Question& question);

 private:
  std::vector<std::optional<std::string>> ask(std::span<const Question* const> questions);
  bool may_ask();

  Connection& connection_;
  Server server_;
  std::unordered_map<std::string, std::optional<std::string>> answers_{};
  std::optional<bool> may_ask_{};
};

}  // namespace migrate::mysql
