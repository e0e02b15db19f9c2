// A connection that writes down what it is told to execute, and plays it into a database of its own in memory, so that
// what is rendered next sees its effect.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "dialects/connection.hpp"
#include "dialects/dialect.hpp"

namespace migrate {

class ScriptConnection final : public Connection {
 public:
  explicit ScriptConnection(std::unique_ptr<Connection> played) : played_(std::move(played)) {}

  std::size_t execute(std::string_view sql) override {
    written_.push_back({.sql = std::string(sql)});
    return played_->execute(sql);
  }
  /// Only plays: what a script cannot use the answer of does not stand in it.
  SqlRows query(std::string_view sql) override { return played_->query(sql); }

  std::size_t execute(std::string_view, std::span<const SqlValue>) override { refuse_parameters(); }
  std::vector<std::string> stream(std::string_view, std::span<const SqlValue>, const SqlRowSink&) override {
    refuse_parameters();
  }

  Schema* offline_schema() override { return played_->offline_schema(); }

  void run(const Statement& statement) {
    execute(statement.sql);
    written_.back().purpose = statement.purpose;
    written_.back().way = statement.way;
  }

  std::size_t size() const { return written_.size(); }
  /// Those that were written behind the first `count`.
  std::vector<Statement> since(std::size_t count) const {
    return {written_.begin() + static_cast<std::ptrdiff_t>(count), written_.end()};
  }
  void forget() { written_.clear(); }
  void forget_after(std::size_t count) { written_.resize(count); }
  std::vector<Statement> take() { return std::exchange(written_, {}); }

 private:
  [[noreturn]] static void refuse_parameters() { throw std::logic_error("a script has no parameters"); }

  std::unique_ptr<Connection> played_;
  std::vector<Statement> written_;
};

}  // namespace migrate
