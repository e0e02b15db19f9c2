// Structs on their way into a schema.
#pragma once

#include <string>

#include "migrate/models.hpp"
#include "src/schema/read_toml.hpp"

namespace migrate::test {

template <class... Models>
Schema through_document() {
  return read_schema(detail::exported_document<Models...>(), "the models");
}

/// What is said of models that cannot be.
template <class... Models>
std::string complaint() {
  try {
    metadata<Models...>();
  } catch (const ModelError& error) {
    return error.what();
  }
  return "no complaint";
}

}  // namespace migrate::test
