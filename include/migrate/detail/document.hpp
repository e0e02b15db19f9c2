// From described models to the document that a models library gives out, or to the schema itself. This is the greater
// part of what an exporting file compiles, and the same for all models: where MIGRATE_DOCUMENT_APART is defined,
// document.cpp, which migrate_add_models() adds to the library, compiles it once, and the files with models do not.
#pragma once

// of what a file with models calls and does not compile itself
#ifndef MIGRATE_INLINE
#define MIGRATE_INLINE inline
#endif

#include <exception>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "migrate/detail/build.hpp"
#include "migrate/detail/collect.hpp"
#include "migrate/detail/write_toml.hpp"

namespace migrate::detail {

/// Throws ModelError.
template <class = void>
Schema build_schema(std::initializer_list<Describe> models) {
  const std::vector<ModelFacts> facts = describe_models(models);
  SchemaBuilder<> builder(facts);
  if (builder.problems.empty()) return std::move(builder.schema);
  std::string lines;
  for (const auto& problem : builder.problems) lines += (lines.empty() ? "" : "\n") + problem;
  throw ModelError(lines);
}

/// What is wrong with the models stands in the document's `error`.
template <class = void>
std::string build_document(std::initializer_list<Describe> models) {
  try {
    return toml_document(build_schema(models));
  } catch (const std::exception& error) {
    return "format = 1\nerror = " + toml_string(error.what()) + "\n";
  }
}

}  // namespace migrate::detail
