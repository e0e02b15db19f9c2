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

#include <initializer_list>
#include <stdexcept>
#include <string>

#include "migrate/detail/describe.hpp"

namespace migrate {

/// The models contradict themselves: each line of what() is one problem, `table.column: what is wrong`.
class ModelError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace detail {
using Describe = void (*)(ModelFacts&);
}

}  // namespace migrate

#ifndef MIGRATE_DOCUMENT_APART
#include "migrate/detail/document.hpp"
#endif

namespace migrate {

namespace detail {

#ifdef MIGRATE_DOCUMENT_APART
Schema schema_of_models(std::initializer_list<Describe> models);
std::string document_of_models(std::initializer_list<Describe> models);
#endif

/// The document that a models library gives out; what is wrong with the models stands in its `error`.
template <class... Models>
std::string exported_document() {
  static_assert(sizeof...(Models) > 0, "migrate: MIGRATE_EXPORT_MODELS needs the models between its parentheses");
#ifdef MIGRATE_DOCUMENT_APART
  return document_of_models({&describe_model<Models>...});
#else
  return build_document({&describe_model<Models>...});
#endif
}

}  // namespace detail

/// The schema that the models describe. Throws ModelError.
template <class... Models>
Schema metadata() {
#ifdef MIGRATE_DOCUMENT_APART
  return detail::schema_of_models({&detail::describe_model<Models>...});
#else
  return detail::build_schema({&detail::describe_model<Models>...});
#endif
}

}  // namespace migrate

/// Exports the models of a shared library: once in it, with every model, in any order.
#define MIGRATE_EXPORT_MODELS(...)                                                                      \
  extern "C" __attribute__((visibility("default"))) void migrate_models_tell_v1(char*) noexcept;        \
  extern "C" __attribute__((visibility("default"))) void migrate_models_tell_v1(char* place) noexcept { \
    ::migrate::detail::doing = place;                                                                   \
  }                                                                                                     \
  extern "C" __attribute__((visibility("default"))) const char* migrate_models_v1(void) noexcept;       \
  extern "C" __attribute__((visibility("default"))) const char* migrate_models_v1(void) noexcept {      \
    static const std::string document = ::migrate::detail::exported_document<__VA_ARGS__>();            \
    return document.c_str();                                                                            \
  }
