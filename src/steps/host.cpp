#include "src/steps/host.hpp"

#include <algorithm>
#include <exception>

namespace migrate {
namespace {

SqlValue sql_value(const migrate_value_v1& value) {
  const auto bytes = [&] { return value.size == 0 ? std::string() : std::string(value.data, value.size); };
  switch (value.kind) {
    case migrate_value_bool: return value.integer != 0;
    case migrate_value_integer: return value.integer;
    case migrate_value_real: return value.real;
    case migrate_value_text: return bytes();
    case migrate_value_blob: return SqlBlob{bytes()};
    default: return SqlNull{};
  }
}

/// A view of the value.
migrate_value_v1 c_value(const SqlValue& value) {
  using C = migrate_value_v1;
  return std::visit(Overloaded{
                        [](SqlNull) {
                          return C{migrate_value_null, 0, 0, nullptr, 0};
                        },
                        [](bool truth) {
                          return C{migrate_value_bool, truth ? 1 : 0, 0, nullptr, 0};
                        },
                        [](std::int64_t number) {
                          return C{migrate_value_integer, number, 0, nullptr, 0};
                        },
                        [](double number) {
                          return C{migrate_value_real, 0, number, nullptr, 0};
                        },
                        [](const std::string& text) {
                          return C{migrate_value_text, 0, 0, text.data(), text.size()};
                        },
                        [](const SqlBlob& blob) {
                          return C{migrate_value_blob, 0, 0, blob.bytes.data(), blob.bytes.size()};
                        },
                    },
                    value);
}

struct Cursor {
  std::unique_ptr<StepRows> rows;
  std::vector<const char*> columns;
  std::vector<SqlValue> row;
  std::vector<migrate_value_v1> values;
};

/// What `context` points to.
struct Host {
  StepDatabase& database;
  std::string error;
  std::optional<std::string> failure;
  std::vector<SqlValue> parameters{};  ///< of the call at hand: kept, so that its memory is not asked for again
};

/// Runs what may throw; a failure becomes -1 and a text.
template <class Work>
int guarded(void* context, Work work) {
  auto& host = *static_cast<Host*>(context);
  try {
    return work(host);
  } catch (const std::exception& error) {
    host.error = error.what();
  } catch (...) {
    host.error = "an exception that is not a std::exception";
  }
  return -1;
}

std::span<const SqlValue> parameters(Host& host, const migrate_value_v1* values, std::size_t count) {
  host.parameters.clear();
  for (std::size_t i = 0; i < count; ++i) host.parameters.push_back(sql_value(values[i]));
  return host.parameters;
}

int execute(void* context, const char* sql, std::size_t size, const migrate_value_v1* values, std::size_t count,
            std::uint64_t* changed) {
  return guarded(context, [&](Host& host) {
    const auto given = parameters(host, values, count);
    if (changed) {
      *changed = host.database.execute({sql, size}, given);
    } else {
      host.database.enqueue({sql, size}, given);
    }
    return 0;
  });
}

int query(void* context, const char* sql, std::size_t size, const migrate_value_v1* values, std::size_t count,
          migrate_cursor_v1* out) {
  return guarded(context, [&](Host& host) {
    auto cursor = std::make_unique<Cursor>();
    cursor->rows = host.database.query({sql, size}, parameters(host, values, count));
    for (const auto& name : cursor->rows->columns()) cursor->columns.push_back(name.c_str());
    *out = {cursor.get(), cursor->columns.data(), cursor->columns.size()};
    static_cast<void>(cursor.release());  // until `close`
    return 0;
  });
}

int next(void* context, void* handle, const migrate_value_v1** row) {
  return guarded(context, [&](Host&) {
    auto& cursor = *static_cast<Cursor*>(handle);
    if (!cursor.rows->next(cursor.row)) return 0;
    cursor.values.clear();
    for (const auto& value : cursor.row) cursor.values.push_back(c_value(value));
    *row = cursor.values.data();
    return 1;
  });
}

void close(void* context, void* handle) {
  guarded(context, [&](Host&) {
    delete static_cast<Cursor*>(handle);
    return 0;
  });
}

int progress(void* context, std::uint64_t done, std::uint64_t total) {
  return guarded(context, [&](Host& host) {
    host.database.progress(done, total);
    return 0;
  });
}

const char* error(void* context) { return static_cast<Host*>(context)->error.c_str(); }

void fail(void* context, const char* message, std::size_t size) {
  guarded(context, [&](Host& host) {
    host.failure.emplace(message, size);
    return 0;
  });
}

}  // namespace

std::optional<std::string> run_on(StepDatabase& database, int (*run)(const migrate_step_host_v1*)) {
  Host host{database, {}, {}};
  const std::string dialect(database.dialect());
  const migrate_step_host_v1 offered{&host, dialect.c_str(), execute, query, next, close, progress, error, fail};
  if (run(&offered) == 0) return std::nullopt;
  return host.failure.value_or("it failed without saying why");
}

std::vector<const migrate_data_step_v1*> listed(const migrate_data_step_v1* first) {
  std::vector<const migrate_data_step_v1*> out;
  for (const auto* step = first; step; step = step->next) out.push_back(step);
  std::ranges::reverse(out);  // the last one that was registered comes first
  return out;
}

void refuse_doubles(const std::vector<StepInfo>& steps, const std::string& source) {
  for (auto step = steps.begin(); step != steps.end(); ++step) {
    const auto other = std::ranges::find(step + 1, steps.end(), step->name, &StepInfo::name);
    if (other == steps.end()) continue;
    ConfigurationError error("there are two data steps '" + step->name + "' in " + source, "rename one of them");
    error.details = {to_string(step->where), to_string(other->where)};
    throw error;
  }
}

}  // namespace migrate
