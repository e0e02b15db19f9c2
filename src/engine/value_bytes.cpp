#include "src/engine/value_bytes.hpp"

#include <cstring>
#include <stdexcept>

#include "src/operations/operation.hpp"

namespace migrate {
namespace {

template <class T>
void append_raw(std::string& out, T value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

template <class T>
T raw(std::string_view bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

void append_value(std::string& out, const SqlValue& value) {
  out += static_cast<char>(value.index());
  std::visit(Overloaded{
                 [](SqlNull) {},
                 [&](bool truth) { out += truth ? '\1' : '\0'; },
                 [&](std::int64_t number) { append_raw(out, number); },
                 [&](double number) { append_raw(out, number); },
                 [&](const std::string& text) { append_text(out, text); },
                 [&](const SqlBlob& blob) { append_text(out, blob.bytes); },
             },
             value);
}

}  // namespace

void append_number(std::string& out, std::uint64_t number) { append_raw(out, number); }

void append_text(std::string& out, std::string_view text) {
  append_number(out, text.size());
  out += text;
}

void append_values(std::string& out, std::span<const SqlValue> values) {
  append_number(out, values.size());
  for (const auto& value : values) append_value(out, value);
}

std::string_view ByteReader::take(std::size_t count) {
  if (count > bytes_.size()) throw std::runtime_error("a message between processes was cut off");
  const auto out = bytes_.substr(0, count);
  bytes_.remove_prefix(count);
  return out;
}

std::uint64_t ByteReader::number() { return raw<std::uint64_t>(take(sizeof(std::uint64_t))); }

std::string_view ByteReader::text() { return take(number()); }

void ByteReader::values(std::vector<SqlValue>& out) {
  out.resize(number());
  for (auto& value : out) {
    switch (letter()) {
      case 0: value = SqlNull{}; break;
      case 1: value = letter() != 0; break;
      case 2: value = raw<std::int64_t>(take(sizeof(std::int64_t))); break;
      case 3: value = raw<double>(take(sizeof(double))); break;
      case 4: value = std::string(text()); break;
      case 5: value = SqlBlob{std::string(text())}; break;
      default: throw std::runtime_error("a message between processes holds no value where one must be");
    }
  }
}

}  // namespace migrate
