// Texts of a model as PostgreSQL itself prints them: temporary tables with the columns, defaults and expressions in
// question are made in a transaction that is rolled back, and the catalog is read
// (https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-CATALOG). All of a comparison goes
// together, so that it costs a few round trips however many tables there are; what fails spoils nothing else.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "dialects/connection.hpp"
#include "migrate/schema.hpp"

namespace migrate::postgresql {

class Probe {
 public:
  /// `wanted` must outlive it. Tables in the default schema are the same whether they name it or not.
  Probe(const Schema& wanted, std::string default_schema)
      : wanted_(wanted), default_schema_(std::move(default_schema)) {}

  void add_default(const Table& table, const Column& column) { of(table).defaults.push_back(&column); }
  void add_type(const Table& table, const Column& column) { of(table).types.push_back(&column); }
  void add_expression(const Table& table, const std::string& text) { of(table).expressions.push_back(text); }
  bool empty() const { return tables_.empty(); }

  /// Asks the server for all that was added. Throws DatabaseError where nothing can be asked at all.
  void ask(Connection& connection);

  /// Whether the server has answered anything.
  bool is_answered() const { return !answers_.empty(); }

  /// As printed; nothing where it was not asked for, or could not be answered.
  std::optional<std::string> default_of(const Table& table, const std::string& column) const;
  std::optional<std::string> type_of(const Table& table, const std::string& column) const;
  std::optional<std::string> expression(const Table& table, const std::string& text) const;

  /// What the server did not understand, one line each: `table hero, 'agee > 0': column "agee" does not exist`.
  const std::vector<std::string>& mistakes() const { return mistakes_; }

 private:
  struct Question {
    const Table* table = nullptr;
    std::vector<const Column*> defaults{}, types{};
    std::vector<std::string> expressions{};
  };

  Question& of(const Table& table);
  std::vector<const Column*> columns_of(const Table& table) const;
  /// The columns that the temporary table needs for the question.
  std::vector<const Column*> needed(const Question& question) const;
  std::string table_text(const Question& question, std::size_t number, bool bare) const;
  std::string in_one(std::size_t number) const;
  std::string one_by_one(std::size_t number) const;
  std::string errors_of(std::size_t number) const;
  static std::string default_name(const Question& question, const Column* column);
  void read(const SqlRows& rows);
  void add_mistake(const Question& question, const std::string& name, std::size_t index, const std::string& error);
  bool names_wanted_value(const std::string& error) const;
  bool is_answered(const Question& question) const;
  std::string key_of(const Table& table) const;
  std::string key_of(const Table& table, char kind, const std::string& name) const;
  std::optional<std::string> answer(const Table& table, char kind, const std::string& name) const;

  const Schema& wanted_;
  std::string default_schema_;
  std::vector<Question> tables_;
  std::unordered_map<std::string, std::size_t> numbers_;  ///< of questions, by table
  std::unordered_map<std::string, std::string> answers_;
  std::vector<std::string> mistakes_;
};

}  // namespace migrate::postgresql
