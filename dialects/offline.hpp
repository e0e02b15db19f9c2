// A connection that only stands for a database: operations are rendered against the schema it holds, and whoever
// renders them keeps that up to date. For databases of which no private copy can be had without a server.
#pragma once

#include <stdexcept>
#include <utility>

#include "dialects/connection.hpp"

namespace migrate {

class OfflineConnection final : public Connection {
 public:
  explicit OfflineConnection(Schema schema) : schema_(std::move(schema)) {}

  Schema* offline_schema() override { return &schema_; }

  /// Nothing is done, and one row is said to have changed: statements on the version table always find theirs.
  std::size_t execute(std::string_view) override { return 1; }
  std::size_t execute(std::string_view, std::span<const SqlValue>) override { return 1; }
  SqlRows query(std::string_view) override { throw std::logic_error("nobody answers a query here"); }
  std::vector<std::string> stream(std::string_view, std::span<const SqlValue>, const SqlRowSink&) override {
    throw std::logic_error("nobody answers a query here");
  }

 private:
  Schema schema_;
};

}  // namespace migrate
