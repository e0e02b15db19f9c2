// The checksum of a revision: over what it does, never over how its file is written. Paths, line endings, the order
// of keys, comments (in TOML and in SQL) and the generated SQL do not count.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "dialects/dialect.hpp"
#include "src/revisions/revision.hpp"

namespace migrate {

/// 32 hex digits over the canonical text of both lists of operations.
std::string checksum(const RevisionBody& body);

/// And over a part of a list: what an interrupted run has done.
std::string checksum(std::span<const Operation> operations);
/// The same with the statements of the next operation that are done as well.
std::string checksum(std::span<const Operation> operations, std::span<const Statement> statements);

/// SQL with its comments gone and each run of white space outside quotes made one space. Lexes what all databases have
/// in common; a comment that only one of them knows (MySQL's `#`, and its `/*! … */`, which is none) stays.
std::string without_comments(std::string_view sql);

}  // namespace migrate
