/// What a table of accessors is made of: which of the generated code's belong to the fields
/// that a struct lists.
#pragma once

#include "plan/plan.hpp"

namespace medisc::wire {

/// A field's reader, and its setter or, of a struct or a list, what makes it.
template <class Member, class Get, class Put>
struct WireField {
  Member member;
  Get get;
  Put put;
};
template <class Member, class Get, class Put>
WireField(Member, Get, Put) -> WireField<Member, Get, Put>;

/// For each struct with `kFields`: `kFields` again, a WireField each, in the same order; what
/// is missing doesn't compile. `kMostEntries` bounds each of its lists.
template <class Struct>
struct OnWire;

/// The short names of both sides.
template <class Listed, class Schema>
struct Sides {
  using Struct = Listed;
  using Reader = typename Schema::Reader;
  using Builder = typename Schema::Builder;
  static constexpr std::size_t kMostEntries = kMaxSteps;
};

}  // namespace medisc::wire
