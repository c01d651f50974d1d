#include "tests/differential/drawn_plan.hpp"

#include <limits>

namespace medisc::test {
namespace {

template <class Number>
Number any_of(Chance& chance, std::uint32_t bits) {
  return static_cast<Number>(static_cast<std::int64_t>(chance.bits()) >> (64 - bits));
}

template <class Number>
Number end_of(Chance& chance, std::uint32_t bits) {
  const auto top = static_cast<Number>(std::numeric_limits<std::int64_t>::max() >> (64 - bits));
  return chance.one_of<Number>({top, static_cast<Number>(-top - 1), 0, 1, -1});
}

}  // namespace

LinearWeights any_weights(Chance& chance, std::uint64_t matrix, std::uint64_t biases) {
  const auto weight_bits = chance.one_of<std::uint32_t>({2, 8, 16, 17, 32});
  const auto bias_bits = chance.one_of<std::uint32_t>({4, 16, 64});
  const bool ends = chance.one_in(6);
  LinearWeights weights;
  for (std::uint64_t i = 0; i < matrix; ++i) {
    weights.matrix.push_back(ends ? end_of<std::int32_t>(chance, weight_bits)
                                  : any_of<std::int32_t>(chance, weight_bits));
  }
  for (std::uint64_t i = 0; i < biases; ++i) {
    weights.bias.push_back(ends ? end_of<std::int64_t>(chance, bias_bits)
                                : any_of<std::int64_t>(chance, bias_bits));
  }
  return weights;
}

}  // namespace medisc::test
