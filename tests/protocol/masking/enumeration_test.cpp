/// Whole views of small gates, over every value of the other party's randomness: they come
/// equally often, whatever its secret is.
#include <gtest/gtest.h>

#include "tests/protocol/masking/one_reveal.hpp"

namespace medisc::test {
namespace {

constexpr Party kHospital = Party::kHospital;
constexpr Party kService = Party::kService;

const Piecewise kStep{0, 0, {{0, 0, 1}}};
const Piecewise kTwoSteps{0, 0, {{0, 0, 1}, {1, 0, 1}}};

Protocol gate_alone(const ThresholdGate& shape) {
  return [shape](Pass& pass, Word y0, Word y1) {
    const ThresholdGate gate = of_size(shape, pass.lanes);
    const Parties parties = drawn_parties(pass, gate);
    run_gate(pass, gate, parties, pass.everywhere(y0), pass.everywhere(y1));
  };
}

/// The hospital sends its next masked share, the service its share of the answer.
Protocol whole_gate(const ThresholdGate& shape) {
  return [shape](Pass& pass, Word y0, Word y1) {
    const ThresholdGate gate = of_size(shape, pass.lanes);
    const Parties parties = drawn_parties(pass, gate);
    const Transcript run =
        run_gate(pass, gate, parties, pass.everywhere(y0), pass.everywhere(y1));
    send_masked(pass, run.z0, gate.select.output_width);
    pass.hospital_view.add(run.z1);
  };
}

/// Ways to cut bits [from, to) into digits, with a cut at `shift`.
std::vector<std::vector<unsigned>> all_digits(unsigned bits, unsigned shift) {
  std::vector<std::vector<unsigned>> all;
  for (std::uint32_t cuts = 0; cuts < 1U << (bits - 1); ++cuts) {
    if (shift > 0 && (cuts >> (shift - 1) & 1) == 0) continue;
    std::vector<unsigned> digits{1};
    for (unsigned b = 1; b < bits; ++b) {
      if (cuts >> (b - 1) & 1) digits.push_back(0);
      ++digits.back();
    }
    all.push_back(digits);
  }
  return all;
}

class ChainViews : public testing::TestWithParam<unsigned> {};

TEST_P(ChainViews, OfEveryLayout) {
  const unsigned width = GetParam();
  for (unsigned shift = 0; shift + 2 <= width; ++shift) {
    for (const auto& digits : all_digits(width - 1, shift)) {
      const Protocol protocol = gate_alone(chain_gate({width, shift, 1}, digits));
      EXPECT_TRUE(is_masked(protocol, kHospital, {{0, 5}, all_values(width)}));
      if (drawn_bits(protocol, kHospital) > 21) continue;
      EXPECT_TRUE(is_masked(protocol, kService, {{3}, {0, 1, 6}}));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Width, ChainViews, testing::Values(3U, 4U));

struct TreeCase {
  unsigned width;
  unsigned shift;
  TreeLayout layout;
  Piecewise function;
};

class TreeViews : public testing::TestWithParam<TreeCase> {};

TEST_P(TreeViews, OfALayout) {
  const auto& [width, shift, layout, function] = GetParam();
  const Protocol protocol = gate_alone(tree_gate({width, shift, 1, function}, layout));
  EXPECT_TRUE(is_masked(protocol, kHospital, {{0, 5}, all_values(width)}));
  EXPECT_TRUE(is_masked(protocol, kService, {{3}, {0, 1, 6}}, {2}));
}

INSTANTIATE_TEST_SUITE_P(Of, TreeViews,
                         testing::Values(TreeCase{3, 0, {{}, {{2}}}, kTwoSteps},  // no node
                                         TreeCase{3, 0, {{}, {{1}, {1}}}, kTwoSteps},  // a root
                                         TreeCase{3, 0, {{}, {{1, 1}}}, kTwoSteps},  // a group
                                         TreeCase{
                                             3, 1, {{{1}}, {{1}}}, Piecewise::relu()},  // c_s
                                         TreeCase{4, 0, {{}, {{1, 2}}}, kTwoSteps},
                                         TreeCase{4, 0, {{}, {{1}, {1, 1}}}, kStep},
                                         TreeCase{4, 1, {{{1}}, {{1, 1}}}, Piecewise::relu()},
                                         TreeCase{4, 2, {{{1, 1}}, {{1}}}, Piecewise::relu()}));

class WholeGates : public testing::TestWithParam<ThresholdGate> {};

/// The hospital learns the answer besides.
TEST_P(WholeGates, UpToTheNextLayer) {
  const ThresholdGate& gate = GetParam();
  const SelectShape& shape = gate.select;
  const auto answer = [&](Word y0, Word y1) {
    const std::int64_t y = to_signed<Word>(y0 + y1, shape.width);
    return to_word<Word>(gate.function(y >> shape.shift, shape.width - shape.shift)) &
           width_mask<Word>(shape.output_width);
  };
  const Protocol protocol = whole_gate(gate);
  EXPECT_TRUE(is_masked(protocol, kHospital, {{0, 6}, all_values(shape.width), answer}));
  EXPECT_TRUE(is_masked(protocol, kService, {{5}, {0, 3}}, {0, 2}));
}

INSTANTIATE_TEST_SUITE_P(Of, WholeGates,
                         testing::Values(chain_gate({3, 0, 1}, {1, 1}),
                                         chain_gate({3, 0, 2}, {1, 1}),
                                         chain_gate({3, 1, 1}, {1, 1}),
                                         chain_gate({4, 0, 1}, {1, 2}),
                                         chain_gate({3, 0, 2, {0, 1, {{0, 2, 1}}}}, {2}),
                                         tree_gate({3, 0, 1}, {{}, {{1, 1}}}),
                                         tree_gate({3, 1, 1}, {{{1}}, {{1}}})));

/// The second gate's input is the first one's result, plus the first one's value where
/// `residual`, plus a value of the service's.
struct Sequence {
  ThresholdGate first;
  ThresholdGate second;
  bool residual = false;

  unsigned width() const { return first.reveal.width; }
  Word own(Word secrets) const { return secrets & width_mask<Word>(width()); }
  Word added(Word secrets) const { return secrets >> width(); }

  void run(Pass& pass, Word y0, Word secrets) const {
    const ThresholdGate one = of_size(first, pass.lanes);
    const ThresholdGate two = of_size(second, pass.lanes);
    const Parties of_one = drawn_parties(pass, one);
    const Parties of_two = drawn_parties(pass, two);
    Transcript result =
        run_gate(pass, one, of_one, pass.everywhere(y0), pass.everywhere(own(secrets)));
    for (std::size_t i = 0; i < pass.lanes; ++i) {
      result.z0[i] += residual ? y0 : 0;
      result.z1[i] += added(secrets) + (residual ? own(secrets) : 0);
    }
    pass.hospital_view.add(run_gate(pass, two, of_two, result.z0, result.z1).z1);
  }

  static Word value_of(const ThresholdGate& gate, Word y) {
    const std::int64_t v = to_signed<Word>(y, gate.select.width) >> gate.select.shift;
    return to_word<Word>(gate.function(v, gate.select.width - gate.select.shift)) &
           width_mask<Word>(gate.select.output_width);
  }
  Word answer(Word y0, Word secrets) const {
    const Word y = y0 + own(secrets);
    return value_of(second, value_of(first, y) + added(secrets) + (residual ? y : 0));
  }
};

class TwoGates : public testing::TestWithParam<Sequence> {};

TEST_P(TwoGates, OneAfterTheOther) {
  const Sequence& gates = GetParam();
  const Protocol protocol = [&](Pass& pass, Word y0, Word secrets) {
    gates.run(pass, y0, secrets);
  };
  const auto answer = [&](Word y0, Word secrets) {
    return gates.answer(y0, secrets);
  };
  const Secrets hospital{{0, 6}, all_values(gates.width() + 2), answer};
  EXPECT_TRUE(is_masked(protocol, kHospital, hospital, {0, 2}));
  if (drawn_bits(protocol, kHospital) > 22) return;
  EXPECT_TRUE(is_masked(protocol, kService, {{11}, {0, 3}}, {2}));
}

INSTANTIATE_TEST_SUITE_P(
    Of, TwoGates,
    testing::Values(
        Sequence{chain_gate({3, 0, 2}, {1, 1}), chain_gate({2, 0, 1, kStep}, {1})},
        Sequence{tree_gate({3, 0, 2}, {{}, {{1, 1}}}), chain_gate({2, 0, 1, kStep}, {1})},
        Sequence{chain_gate({3, 0, 2}, {2}), tree_gate({2, 0, 1}, {{}, {{1}}})},
        Sequence{chain_gate({3, 1, 3}, {1, 1}), chain_gate({3, 1, 3}, {1, 1}), true}));

class OneReveal : public testing::TestWithParam<std::pair<ThresholdGate, ThresholdGate>> {};

TEST_P(OneReveal, ForTwoGates) {
  const auto& [first, second] = GetParam();
  const Protocol protocol = two_on_one_reveal(first, second, {});
  EXPECT_TRUE(is_masked(protocol, kHospital, {{0, 6}, all_values(first.reveal.width)}, {0, 2}));
  EXPECT_TRUE(is_masked(protocol, kService, {{5}, {0, 3}}, {2}));
}

INSTANTIATE_TEST_SUITE_P(
    Of, OneReveal,
    testing::Values(std::pair(chain_gate({3, 0, 1, kStep}, {2}),
                              chain_gate({3, 0, 1, {0, 0, {{1, 0, 1}}}}, {2})),
                    std::pair(chain_gate({3, 0, 1, kStep}, {1, 1}),
                              tree_gate({3, 0, 1, {0, 0, {{1, 0, 1}}}}, {{}, {{1, 1}}})),
                    std::pair(tree_gate({3, 0, 1}, {{}, {{1, 1}}}),
                              tree_gate({3, 0, 1, kStep}, {{}, {{1}, {1}}}))));

}  // namespace
}  // namespace medisc::test
