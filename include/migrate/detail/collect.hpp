// From two objects of a model, built under a recorder, to its columns and relationships: each annotation finds its
// member.
#pragma once

#include <string>
#include <utility>

#include "migrate/detail/describe.hpp"

namespace migrate::detail {

/// Walks the members of two objects of one model that were built under a recorder, and pairs annotations with members.
class Collector {
 public:
  Collector(ModelFacts& out, const Recorder& records) : out_(out), records_(records) {}

  void walk(const Shape& shape, const void* first, const void* second) {
    const void* firsts[most_members];
    const void* seconds[most_members];
    shape.addresses(first, firsts);
    shape.addresses(second, seconds);
    for (std::size_t i = 0; i < shape.count; ++i) {
      const Member& member = shape.members[i];
      if (member.embedded) walk(*member.embedded(), firsts[i], seconds[i]);
      if (member.facts) add_column(shape, member, first, firsts[i], seconds[i]);
      if (member.related) add_relationship(member, firsts[i]);
    }
  }

  /// Whether each annotation found its member; otherwise the model was not written in a way that can be read.
  bool all_found() const { return next_ == records_.types.size() && !mismatch_; }

 private:
  void add_column(const Shape& shape, const Member& member, const void* object, const void* first, const void* second) {
    FoundColumn column{std::string(member.name), shape.tag, distance_between(object, first), member.facts, {}, {}};
    if (member.annotated ? member.annotated() : member.facts->annotated(first, second)) {
      mismatch_ = mismatch_ || next_ >= records_.types.size() || records_.types[next_] != member.facts;
      if (mismatch_) return;
      column.field = records_.fields[next_++];
      if (*column.field.name != '\0') column.name = column.field.name;
    } else {
      column.initial = member.facts->literal(first);
      if (column.initial != member.facts->literal(second)) column.initial.clear();  // of the moment, like now()
    }
    out_.columns.push_back(std::move(column));
  }

  void add_relationship(const Member& member, const void* at) {
    FoundRelationship found{std::string(member.name), member.related, member.many};
    for (const auto& via : records_.relationships) {
      if (via.member == at) found.columns.push_back(via.column);
    }
    out_.relationships.push_back(std::move(found));
  }

  static std::ptrdiff_t distance_between(const void* object, const void* member) {
    return static_cast<const char*>(member) - static_cast<const char*>(object);
  }

  ModelFacts& out_;
  const Recorder& records_;
  std::size_t next_ = 0;
  bool mismatch_ = false;
};

MIGRATE_INLINE void collect_members(ModelFacts& out, const Recorder& records, const Shape& shape, const void* first,
                                    const void* second) {
  Collector collector(out, records);
  collector.walk(shape, first, second);
  if (collector.all_found()) return;
  out.failure =
      "its annotations do not match its members: a Field stands behind a member, `name = Field{...}`, and nowhere else";
}

}  // namespace migrate::detail
