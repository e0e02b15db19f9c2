// What differs between the versions of libpqxx, 6.4 to 8: how parameters are passed, and how notices arrive.
#pragma once

#include <functional>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <vector>

namespace migrate::postgresql {

#define MIGRATE_PQXX_VERSION (PQXX_VERSION_MAJOR * 100 + PQXX_VERSION_MINOR)

using ParameterTexts = std::vector<std::optional<std::string>>;

#if MIGRATE_PQXX_VERSION < 700

inline auto driver_parameters(std::vector<const char*>& pointers, const ParameterTexts& texts) {
  pointers.clear();
  for (const auto& text : texts) pointers.push_back(text ? text->c_str() : nullptr);
  return pqxx::prepare::make_dynamic_params(pointers);
}
inline pqxx::result execute_with(pqxx::nontransaction& work, const std::string& sql, const ParameterTexts& texts) {
  std::vector<const char*> pointers;
  return work.exec_params(sql, driver_parameters(pointers, texts));
}
inline pqxx::result execute_prepared(pqxx::nontransaction& work, const std::string& name, const ParameterTexts& texts) {
  std::vector<const char*> pointers;
  return work.exec_prepared(name, driver_parameters(pointers, texts));
}
/// From 7 on nothing is connected again, and there is no such switch.
inline void settle(pqxx::connection& connection) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  connection.inhibit_reactivation(true);
#pragma GCC diagnostic pop
  connection.set_verbosity(pqxx::connection_base::verbose);
}

#else

inline pqxx::params driver_parameters(const ParameterTexts& texts) {
  pqxx::params out;
  for (const auto& text : texts) {
    if (text) {
      out.append(*text);
    } else {
      out.append();
    }
  }
  return out;
}
#if MIGRATE_PQXX_VERSION < 710
inline pqxx::result execute_with(pqxx::nontransaction& work, const std::string& sql, const ParameterTexts& texts) {
  return work.exec_params(sql, driver_parameters(texts));
}
inline pqxx::result execute_prepared(pqxx::nontransaction& work, const std::string& name, const ParameterTexts& texts) {
  return work.exec_prepared(name, driver_parameters(texts));
}
#else
inline pqxx::result execute_with(pqxx::nontransaction& work, const std::string& sql, const ParameterTexts& texts) {
  return work.exec(sql, driver_parameters(texts));
}
inline pqxx::result execute_prepared(pqxx::nontransaction& work, const std::string& name, const ParameterTexts& texts) {
  return work.exec(pqxx::prepped{name}, driver_parameters(texts));
}
#endif
inline void settle(pqxx::connection& connection) { connection.set_verbosity(pqxx::error_verbosity::verbose); }

#endif

#if MIGRATE_PQXX_VERSION < 700
using AnyConnection = pqxx::connection_base;
#else
using AnyConnection = pqxx::connection;
#endif

#if MIGRATE_PQXX_VERSION < 800
/// Where a session is lost, the driver complains of the missing connection (it wants to know its encoding) before it
/// has looked at what the server said. libpq has it still; the driver's own way there is private.
template <auto ErrorMessage>
struct LastWords {
  friend std::string last_words(const AnyConnection& connection) { return (connection.*ErrorMessage)(); }
};
template struct LastWords<&AnyConnection::err_msg>;
std::string last_words(const AnyConnection& connection);
#else
inline std::string last_words(const AnyConnection& /*connection*/) { return {}; }
#endif

/// Notices go to `take` rather than to standard error, for as long as this lives.
#if MIGRATE_PQXX_VERSION < 710
class NoticeHandler final : public pqxx::errorhandler {
 public:
  NoticeHandler(pqxx::connection& connection, std::function<void(const char*)> take)
      : pqxx::errorhandler(connection), take_(std::move(take)) {}
  bool operator()(const char* message) noexcept override {
    take_(message);
    return false;
  }

 private:
  std::function<void(const char*)> take_;
};
#else
class NoticeHandler final {
 public:
  NoticeHandler(pqxx::connection& connection, std::function<void(const char*)> take) {
    connection.set_notice_handler([take = std::move(take)](pqxx::zview message) noexcept { take(message.c_str()); });
  }
};
#endif

}  // namespace migrate::postgresql
