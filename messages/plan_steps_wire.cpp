#include "messages/plan_steps_wire.hpp"

#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "messages/fields.hpp"
#include "messages/plan_steps_schema.hpp"

namespace medisc::wire {
namespace {

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

template <class List, class Number>
void write_list(List out, const std::vector<Number>& values) {
  for (unsigned i = 0; i < out.size(); ++i) out.set(i, values[i]);
}

template <class List, class Number>
void read_list(List in, std::vector<Number>& values, const std::string& what) {
  check_at_most(what.c_str(), in.size(), kMaxSteps);
  values.reserve(in.size());
  for (const Number value : in) values.push_back(value);
}

template <class Out, ListsFields Struct>
void write_fields(Out out, const Struct& value);

// How a field is written follows from its accessor. A number has its setter's type exactly, so
// that none is cut.

template <class Out, class Number>
void write(Out& out, void (Out::*set)(Number), const Number& value) {
  (out.*set)(value);
}

template <class Out, class Part, ListsFields Struct>
void write(Out& out, Part (Out::*init)(), const Struct& value) {
  write_fields((out.*init)(), value);
}

template <class Out, class List, class Number>
void write(Out& out, List (Out::*init)(unsigned), const std::vector<Number>& values) {
  write_list((out.*init)(static_cast<unsigned>(values.size())), values);
}

template <class Out, ListsFields Struct>
void write_fields(Out out, const Struct& value) {
  for_each_wire_field<Struct>(
      [&](const auto& field, const auto& wire) { write(out, wire.put, value.*field.member); });
}

template <ListsFields Struct, class In>
Struct read_fields(In in);

/// The member `name` of a Struct, from what its accessor found.
template <class Struct, class Member, class Found>
void read(const Found& found, Member& member, const char* name) {
  if constexpr (ListsFields<Member>) {
    member = read_fields<Member>(found);
  } else if constexpr (std::is_arithmetic_v<Member>) {
    static_assert(std::is_same_v<Found, Member>);
    member = found;
  } else {
    read_list(found, member, std::string(Struct::kName) + " " + name);
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

template <class... Op>
std::variant<Op...> read_op(Step::Reader in, std::type_identity<std::variant<Op...>>) {
  std::variant<Op...> op;
  const auto read_if = [&]<class One>(std::type_identity<One>) {
    constexpr auto kKind = OnWire<One>::kKind;
    if (in.which() != kKind.which) return false;
    op = read_fields<One>((in.*kKind.get)());
    return true;
  };
  if ((read_if(std::type_identity<Op>()) || ...)) return op;
  refuse_field("step kind", std::to_string(static_cast<unsigned>(in.which())), "a known kind");
}

}  // namespace

void write_step(Step::Builder out, const medisc::Step& step) {
  out.setName(as_text(step.name));
  out.setScale(step.scale);
  std::visit([&]<class Op>(const Op& op) { write_fields((out.*OnWire<Op>::kKind.init)(), op); },
             step.op);
  write_list(out.initInputs(static_cast<unsigned>(step.inputs.size())), step.inputs);
}

medisc::Step read_step(Step::Reader in) {
  medisc::Step step;
  step.name = read_name(in.getName(), "step name");
  step.scale = in.getScale();
  read_list(in.getInputs(), step.inputs, "step inputs");
  step.op = read_op(in, std::type_identity<StepOp>());
  return step;
}

}  // namespace medisc::wire
