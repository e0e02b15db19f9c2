// SQL values as bytes, for a spool or a pipe between two processes of this program: no format for files.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/connection.hpp"

namespace migrate {

void append_number(std::string& out, std::uint64_t number);
void append_text(std::string& out, std::string_view text);
void append_values(std::string& out, std::span<const SqlValue> values);

/// Takes from the front of a text what was appended. Throws std::runtime_error where the bytes are cut off.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  bool empty() const { return bytes_.empty(); }
  char letter() { return take(1)[0]; }
  std::uint64_t number();
  std::string_view text();
  void values(std::vector<SqlValue>& out);

 private:
  std::string_view take(std::size_t count);

  std::string_view bytes_;
};

}  // namespace migrate
