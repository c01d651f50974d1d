/// Structs that list their fields once. What treats all fields alike, such as the hash and the
/// wire format, follows from that list.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>

namespace medisc {

/// One field of a struct.
template <class Struct, class Value>
struct Field {
  const char* name;
  Value Struct::*member;
};
template <class Struct, class Value>
Field(const char*, Value Struct::*) -> Field<Struct, Value>;

/// A struct with `kFields`, a tuple of one Field for each of its members, in their order.
template <class Struct>
concept ListsFields = requires {
  std::tuple_size<decltype(Struct::kFields)>::value;
};

/// Stands for an initialiser of any type.
struct AnyInitialiser {
  template <class Value>
  operator Value() const;  // NOLINT: it has to convert by itself
};

/// Members of an aggregate: as many as it takes initialisers.
template <class Struct, class... Initialisers>
consteval std::size_t member_count() {
  if constexpr (requires { Struct{Initialisers{}..., AnyInitialiser{}}; }) {
    return member_count<Struct, Initialisers..., AnyInitialiser>();
  } else {
    return sizeof...(Initialisers);
  }
}

/// Whether every member of a struct is in its list, and once. One that is not would be neither
/// hashed nor sent.
template <ListsFields Struct>
consteval bool lists_every_member() {
  const auto same = []<class One, class Other>(const One& one, const Other& other) {
    if constexpr (std::is_same_v<One, Other>) return one.member == other.member;
    return false;
  };
  return std::apply(
      [&](const auto&... field) {
        const auto is_once = [&](const auto& one) {
          return (same(one, field) + ...) == 1;
        };
        return sizeof...(field) == member_count<Struct>() && (is_once(field) && ...);
      },
      Struct::kFields);
}

/// Calls visit(field) for each field of a struct, in order.
template <ListsFields Struct, class Visit>
constexpr void for_each_field(Visit&& visit) {
  static_assert(lists_every_member<Struct>(), "kFields lacks a member, or has one twice");
  std::apply([&](const auto&... field) { (visit(field), ...); }, Struct::kFields);
}

}  // namespace medisc
