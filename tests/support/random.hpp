// Chance for property tests, from a seed that a failure can print.
#pragma once

#include <cstdlib>
#include <initializer_list>
#include <random>
#include <string>

namespace migrate::test {

inline unsigned long from_environment(const char* name, unsigned long otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoul(text, nullptr, 10) : otherwise;
}

class Random {
 public:
  explicit Random(unsigned long seed) : engine_(static_cast<std::mt19937::result_type>(seed)) {}
  std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(engine_); }
  bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }
  const auto& pick(const auto& list) { return list[below(list.size())]; }
  std::string pick(std::initializer_list<const char*> list) { return list.begin()[below(list.size())]; }

 private:
  std::mt19937 engine_;
};

}  // namespace migrate::test
