/// Every kind of step with another number in each of its fields, and with each of them changed.
#pragma once

#include <cstdint>
#include <type_traits>
#include <variant>
#include <vector>

#include "plan/plan.hpp"

namespace medisc {

/// Calls visit on the numbers, and lists of numbers, that a step is made of.
template <ListsFields Struct, class Visit>
void for_each_leaf(Struct& value, Visit&& visit) {
  for_each_field<Struct>([&](const auto& field) {
    auto& member = value.*field.member;
    if constexpr (ListsFields<std::remove_reference_t<decltype(member)>>) {
      for_each_leaf(member, visit);
    } else {
      visit(member);
    }
  });
}

/// Gives each number a value of its own whose bytes all differ.
class Fill {
 public:
  void operator()(std::uint32_t& number) { number = 0x81828384U + 0x04040404U * filled_++; }
  void operator()(std::int64_t& number) { number = -0x0102030405060708 - filled_++; }
  template <ListsFields Part>
  void operator()(Part& part) {
    for_each_leaf(part, *this);
  }
  template <class Element>
  void operator()(std::vector<Element>& list) {
    list.resize(2);
    for (Element& element : list) (*this)(element);
  }

 private:
  std::uint32_t filled_ = 0;
};

/// Changes the number at an index, counted over all fields, the lengths of lists among them.
class Change {
 public:
  explicit Change(std::size_t at) : left_(at) {}

  template <class Number>
  void operator()(Number& number) {
    if (is_here()) ++number;
  }
  template <ListsFields Part>
  void operator()(Part& part) {
    for_each_leaf(part, *this);
  }
  template <class Element>
  void operator()(std::vector<Element>& list) {
    for (Element& element : list) (*this)(element);
    if (is_here()) list.emplace_back();
  }
  bool done() const { return done_; }

 private:
  bool is_here() {
    if (done_ || left_-- > 0) return false;
    done_ = true;
    return true;
  }

  std::size_t left_;
  bool done_ = false;
};

template <class Op>
std::vector<Step> with_each_field_changed() {
  Op op;
  for_each_leaf(op, Fill{});
  std::vector<Step> steps{{"whole", 3, op, {7, 0x01020304}}};
  for (std::size_t at = 0;; ++at) {
    Op other = op;
    Change change(at);
    for_each_leaf(other, change);
    if (!change.done()) return steps;
    steps.push_back({"changed", -3, other, {}});
  }
}

/// A plan for each kind of step, in the variant's order: first the step with every field
/// filled, then steps in which one field differs. No such plan is valid.
inline std::vector<Plan> plans_of_every_field() {
  std::vector<Plan> plans;
  const auto add = [&]<class... Op>(std::variant<Op...>*) {
    ((plans.emplace_back().steps = with_each_field_changed<Op>()), ...);
  };
  add(static_cast<StepOp*>(nullptr));
  return plans;
}

}  // namespace medisc
