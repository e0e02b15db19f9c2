// Catch2, version 2 or 3, under one name.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>

namespace Catch {
/// As version 2 calls them; in version 3 these names are about the elements of a range.
inline auto Contains(const std::string& part) { return Matchers::ContainsSubstring(part); }
inline auto Equals(const std::string& whole) { return Matchers::Equals(whole); }
}  // namespace Catch
#else
#include <catch2/catch.hpp>
#endif
