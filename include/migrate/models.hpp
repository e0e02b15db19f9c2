// Declaring models: C++ structs that read like SQLModel's classes and say what the database is to look like.
//
//     #include <migrate/models.hpp>
//     using migrate::Field;
//
//     struct Team {
//       std::int64_t id = Field{.primary_key = true};
//       std::string name = Field{.unique = true, .max_length = 80};
//     };
//     struct Hero {
//       std::optional<std::int64_t> id = Field{.primary_key = true};
//       std::string name = Field{.index = true};
//       std::optional<std::int64_t> team_id = Field{.foreign_key = &Team::id, .ondelete = "SET NULL"};
//     };
//     MIGRATE_EXPORT_MODELS(Team, Hero)
//
// The structs stay plain aggregates. The macro stands in one source file of a shared library, which `migrate` loads;
// the files beside this one are described in migrate-models(7). Includes nothing but the standard library.
#pragma once

#include <stdexcept>
#include <string>

#include "migrate/detail/build.hpp"
#include "migrate/detail/write_toml.hpp"

namespace migrate {

/// The models contradict themselves: each line of what() is one problem, `table.column: what is wrong`.
class ModelError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The schema that the models describe. Throws ModelError.
template <class... Models>
Schema metadata() {
  const std::vector<detail::ModelFacts> facts = detail::describe_models({&detail::describe_model<Models>...});
  detail::SchemaBuilder<> builder(facts);
  if (builder.problems.empty()) return std::move(builder.schema);
  std::string lines;
  for (const auto& problem : builder.problems) lines += (lines.empty() ? "" : "\n") + problem;
  throw ModelError(lines);
}

namespace detail {

/// The document that a models library gives out; what is wrong with the models stands in its `error`.
template <class... Models>
std::string exported_document() {
  try {
    return toml_document(metadata<Models...>());
  } catch (const std::exception& error) {
    return "format = 1\nerror = " + toml_string(error.what()) + "\n";
  }
}

}  // namespace detail
}  // namespace migrate

/// Exports the models of a shared library: once in it, with every model, in any order.
#define MIGRATE_EXPORT_MODELS(...)                                                                 \
  extern "C" __attribute__((visibility("default"))) const char* migrate_models_v1(void) noexcept;  \
  extern "C" __attribute__((visibility("default"))) const char* migrate_models_v1(void) noexcept { \
    static const std::string document = ::migrate::detail::exported_document<__VA_ARGS__>();       \
    return document.c_str();                                                                       \
  }
