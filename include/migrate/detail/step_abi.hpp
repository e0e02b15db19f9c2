// What crosses the border between `migrate` and a library with data steps: C types only, so that the two may be built
// by different compilers, with different standard libraries. Users include migrate/data_step.hpp.
//
// Whoever gets a pointer may read it until the call returns, or until the next call on the same cursor. Functions
// return 0, or -1 after a failure, whose text `error` gives.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

enum migrate_value_kind_v1 : std::int32_t {
  migrate_value_null,
  migrate_value_bool,     // in `integer`
  migrate_value_integer,  // in `integer`
  migrate_value_real,     // in `real`
  migrate_value_text,     // in `data` and `size`, UTF-8
  migrate_value_blob,     // in `data` and `size`
};

struct migrate_value_v1 {
  migrate_value_kind_v1 kind;
  std::int64_t integer;
  double real;
  const char* data;
  std::size_t size;
};

struct migrate_cursor_v1 {
  void* handle;
  const char* const* columns;
  std::size_t column_count;
};

/// What `migrate` offers to a step.
struct migrate_step_host_v1 {
  void* context;
  const char* dialect;
  /// `changed` null: nobody waits for the number, and a failure may be told by a later call.
  int (*execute)(void* context, const char* sql, std::size_t size, const migrate_value_v1* values, std::size_t count,
                 std::uint64_t* changed);
  int (*query)(void* context, const char* sql, std::size_t size, const migrate_value_v1* values, std::size_t count,
               migrate_cursor_v1* cursor);
  /// 1 and a row of column_count values, or 0 behind the last row.
  int (*next)(void* context, void* handle, const migrate_value_v1** row);
  void (*close)(void* context, void* handle);
  int (*progress)(void* context, std::uint64_t done, std::uint64_t total);
  const char* (*error)(void* context);
  /// The step's own failure, said before it returns -1.
  void (*fail)(void* context, const char* message, std::size_t size);
};

/// A step of a library; a list of them is what migrate_data_steps_v1() returns.
struct migrate_data_step_v1 {
  const char* name;
  const char* file;
  std::uint32_t line;
  int (*run)(const migrate_step_host_v1* host);
  const migrate_data_step_v1* next;
};

}  // extern "C"
