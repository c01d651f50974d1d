/// Structs that list their fields, written and read by their tables of accessors. Only the
/// codec's sources include this.
#pragma once

#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "messages/fields.hpp"
#include "messages/wire_table.hpp"

namespace medisc::wire {

/// Calls visit(field, its accessors) for each field that a struct lists, in order.
template <ListsFields Struct, class Visit>
void for_each_wire_field(Visit&& visit) {
  constexpr auto kListed = Struct::kFields;
  constexpr auto kOnWire = OnWire<Struct>::kFields;
  constexpr std::size_t kCount = std::tuple_size_v<decltype(kListed)>;
  static_assert(lists_every_member<Struct>());
  static_assert(kCount == std::tuple_size_v<decltype(kOnWire)>, "a field is not on the wire");
  [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    static_assert(
        ((std::get<kIndex>(kListed).member == std::get<kIndex>(kOnWire).member) && ...),
        "a field has the accessors of another");
    (visit(std::get<kIndex>(kListed), std::get<kIndex>(kOnWire)), ...);
  }
  (std::make_index_sequence<kCount>());
}

template <class Out, ListsFields Struct>
void write_fields(Out out, const Struct& value);

template <class List, class Element>
void write_list(List out, const std::vector<Element>& values) {
  for (unsigned i = 0; i < out.size(); ++i) {
    if constexpr (ListsFields<Element>) {
      write_fields(out[i], values[i]);
    } else if constexpr (std::is_same_v<Element, std::string>) {
      out.set(i, as_text(values[i]));
    } else {
      out.set(i, values[i]);
    }
  }
}

// How a field is written follows from its accessor. A number has its setter's type exactly, so
// that none is cut.

template <class Out, class Number>
void write(Out& out, void (Out::*set)(Number), const Number& value) {
  (out.*set)(value);
}

template <class Out, class Enum>
requires std::is_enum_v<Enum>
void write(Out& out, void (Out::*set)(std::underlying_type_t<Enum>), const Enum& value) {
  (out.*set)(static_cast<std::underlying_type_t<Enum>>(value));
}

template <class Out>
void write(Out& out, void (Out::*set)(capnp::Text::Reader), const std::string& text) {
  (out.*set)(as_text(text));
}

template <class Out, class Part, ListsFields Struct>
void write(Out& out, Part (Out::*init)(), const Struct& value) {
  write_fields((out.*init)(), value);
}

template <class Out, class List, class Element>
void write(Out& out, List (Out::*init)(unsigned), const std::vector<Element>& values) {
  write_list((out.*init)(static_cast<unsigned>(values.size())), values);
}

template <class Out, ListsFields Struct>
void write_fields(Out out, const Struct& value) {
  for_each_wire_field<Struct>(
      [&](const auto& field, const auto& wire) { write(out, wire.put, value.*field.member); });
}

template <ListsFields Struct, class In>
Struct read_fields(In in);

template <class List, class Element>
void read_list(List in, std::vector<Element>& values, const std::string& what,
               std::size_t limit) {
  check_at_most(what.c_str(), in.size(), limit);
  values.reserve(in.size());
  for (const auto value : in) {
    if constexpr (ListsFields<Element>) {
      values.push_back(read_fields<Element>(value));
    } else if constexpr (std::is_same_v<Element, std::string>) {
      values.push_back(read_text(value, kMaxName, what.c_str()));
    } else {
      values.push_back(value);
    }
  }
}

/// The member `name` of a Struct, from what its accessor found. Whether it makes sense is for
/// `validate` to say.
template <class Struct, class Member, class Found>
void read(const Found& found, Member& member, const char* name) {
  if constexpr (ListsFields<Member>) {
    member = read_fields<Member>(found);
  } else if constexpr (std::is_arithmetic_v<Member>) {
    static_assert(std::is_same_v<Found, Member>);
    member = found;
  } else if constexpr (std::is_enum_v<Member>) {
    static_assert(std::is_same_v<Found, std::underlying_type_t<Member>>);
    member = static_cast<Member>(found);
  } else if constexpr (std::is_same_v<Member, std::string>) {
    member = read_text(found, kMaxName, (std::string(Struct::kName) + " " + name).c_str());
  } else {
    read_list(found, member, std::string(Struct::kName) + " " + name,
              OnWire<Struct>::kMostEntries);
  }
}

template <ListsFields Struct, class In>
Struct read_fields(In in) {
  Struct value;
  for_each_wire_field<Struct>([&](const auto& field, const auto& wire) {
    read<Struct>((in.*wire.get)(), value.*field.member, field.name);
  });
  return value;
}

}  // namespace medisc::wire
