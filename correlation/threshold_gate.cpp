#include "correlation/threshold_gate.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "correlation/derivation_steps.hpp"
#include "error/error.hpp"

namespace medisc {
namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  throw Failure(Error{ErrorCode::kInternal, std::string("no threshold gate has ") + what, ""});
}

void expect_gate(const ThresholdShape& shape, const BorrowChoice& choice) {
  const std::vector<Knot>& knots = shape.function.knots;
  require(2 <= shape.width && shape.width <= 64, "such a width");
  require(shape.shift < shape.width, "a shift by its width");
  require(choice.kind == BorrowKind::kTree || shape.shift + 2 <= shape.width,
          "a chain at such a shift");
  require(!knots.empty() && knots.size() <= kMostThresholds, "so many knots");
  require(std::adjacent_find(knots.begin(), knots.end(),
                             [](const Knot& a, const Knot& b) { return a.at >= b.at; }) ==
              knots.end(),
          "knots that do not ascend");
  require(!shape.function.takes_zero() || shape.function.has_knot_at(0), "no knot at 0");
}

/// SelectShape::zero.
std::optional<std::size_t> zero_of(const Piecewise& function) {
  if (!function.takes_zero()) return std::nullopt;
  const auto& knots = function.knots;
  const auto zero =
      std::find_if(knots.begin(), knots.end(), [](const Knot& knot) { return knot.at == 0; });
  return static_cast<std::size_t>(zero - knots.begin());
}

Borrow make_borrow(const ThresholdShape& shape, const BorrowChoice& choice) {
  const std::size_t thresholds = shape.function.knots.size();
  if (choice.kind == BorrowKind::kChain) {
    return BorrowChain{best_chain_layout(shape.width, shape.shift, choice.chain_weight),
                       thresholds};
  }
  return make_tree_circuit(best_tree_layout(shape.width, shape.shift, thresholds), thresholds);
}

/// A gate that takes no V has no need of c_s: its thresholds stand where they are.
ThresholdShape without_shift(ThresholdShape shape) {
  for (Knot& knot : shape.function.knots) knot.at *= std::int64_t{1} << shape.shift;
  shape.shift = 0;
  return shape;
}

ThresholdGate make_gate(const ThresholdShape& shape, const BorrowChoice& choice,
                        std::uint32_t step, bool live) {
  ThresholdGate gate;
  gate.step = step;
  gate.function = shape.function;
  gate.select = {shape.width,
                 shape.shift,
                 shape.output_width,
                 shape.function.knots.size(),
                 shape.function.takes_value(),
                 zero_of(shape.function)};
  gate.reveal = {shape.size, shape.width, step, live,
                 gate.select.takes_value && gate.select.reuses_mask()};
  gate.borrow = make_borrow(shape, choice);
  gate.turns = std::visit([](const auto& borrow) { return turns_of(borrow); }, gate.borrow);
  return gate;
}

}  // namespace

ThresholdGate make_threshold_gate(const ThresholdShape& shape, const BorrowChoice& choice,
                                  std::uint32_t step, bool live) {
  expect_gate(shape, choice);
  if (shape.function.takes_value()) return make_gate(shape, choice, step, live);
  return make_gate(without_shift(shape), choice, step, live);
}

template <RingWord Word>
Arrays<Word> arrays_of(const ThresholdGate& gate, ThresholdMaterial<Word>& material) {
  Arrays<Word> arrays = arrays_of(gate.reveal, material.reveal);
  const auto add = [&arrays](const Arrays<Word>& more) {
    arrays.insert(arrays.end(), more.begin(), more.end());
  };
  arrays.push_back({Held::kEach, Purpose::kBlind, gate.step,
                    static_cast<unsigned>(gate.opened_bits()), &material.blinds, nullptr});
  std::visit(
      [&]<class Kind>(const Kind& borrow) {
        using Material = typename MaterialOf<Kind>::type;
        if (!std::holds_alternative<Material>(material.borrow)) material.borrow = Material{};
        add(arrays_of<Word>(borrow, gate.step, std::get<Material>(material.borrow)));
      },
      gate.borrow);
  add(arrays_of<Word>(gate.select, gate.step, material.select));
  return arrays;
}

template Arrays<std::uint32_t> arrays_of<std::uint32_t>(const ThresholdGate&,
                                                        ThresholdMaterial<std::uint32_t>&);
template Arrays<std::uint64_t> arrays_of<std::uint64_t>(const ThresholdGate&,
                                                        ThresholdMaterial<std::uint64_t>&);

}  // namespace medisc
