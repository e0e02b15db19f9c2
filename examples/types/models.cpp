// Types of one's own as columns: a strong text type, somebody else's UUID, money, enums in three ways.
#include <migrate/models.hpp>

using migrate::Field;

namespace shop {

/// A text that has been checked to be an address: no plain std::string goes where one is asked for.
struct Email {
  std::string address;
};

/// A UUID of a library that knows nothing of databases.
class Uuid {
 public:
  Uuid() = default;
  explicit Uuid(std::array<unsigned char, 16> bytes) : bytes_(bytes) {}
  bool operator==(const Uuid&) const = default;

 private:
  std::array<unsigned char, 16> bytes_{};
};

struct Money {
  std::int64_t cents = 0;
};

enum class Status { draft, in_progress, done };               // by its enumerators, but not all of them C++ names
enum class Priority : std::int16_t { low = 1, high = 1000 };  // outside of what the compiler is asked for
enum class Level { junior, senior };                          // kept as a number

}  // namespace shop

template <>
struct migrate::sql_type<shop::Email> {
  static constexpr auto type = "varchar(254)";
  static std::string sql(const shop::Email& email) { return migrate::sql_quoted(email.address); }
};
template <>
struct migrate::sql_type<shop::Uuid> {
  static constexpr migrate::FieldType type = {"uuid", migrate::on("sqlite", "char(36)")};
};
template <>
struct migrate::sql_type<shop::Money> {
  static constexpr auto type = "numeric(12,2)";
};
template <>
struct migrate::sql_type<shop::Level> {
  static constexpr auto type = "smallint";
};
template <>
struct migrate::enum_values<shop::Status> {
  static constexpr migrate::EnumValue<shop::Status> values[] = {
      shop::Status::draft, {shop::Status::in_progress, "in-progress"}, shop::Status::done};
};
template <>
struct migrate::enum_values<shop::Priority> {
  static constexpr auto name = "ticket_priority";
  static constexpr migrate::EnumValue<shop::Priority> values[] = {shop::Priority::low, shop::Priority::high};
};

namespace shop {

struct Customer {
  Uuid id = Field{.primary_key = true};
  Email email = Field{.unique = true};
  std::optional<Email> billing_email;
  Email reply_to = Email{"support@example.org"};
  Level level = Field{.server_default = Level::senior};
};

struct OrderTicket {
  std::int64_t id = Field{.primary_key = true};
  Uuid customer_id = Field{.foreign_key = &Customer::id, .ondelete = "CASCADE"};
  Status status = Field{.server_default = Status::in_progress};
  std::optional<Priority> priority = Field{.initial = Priority::high};
  Money total = Field{.server_default = 0};
};

}  // namespace shop

MIGRATE_EXPORT_MODELS(migrate::LowerCaseNames, shop::Customer, shop::OrderTicket)
