#include "protocol/relu.hpp"

#include <random>

#include <gtest/gtest.h>

#include "tests/correlation/sample_gate.hpp"
#include "tests/protocol/relu_run.hpp"
#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {
namespace {

/// max(y, 0) >> shift for y the signed residue mod 2^width.
template <RingWord Word>
std::uint64_t expected_relu(Word y0, Word y1, const ReluStep& step) {
  const std::int64_t y = to_signed<Word>(static_cast<Word>(y0 + y1), step.width);
  return y > 0 ? static_cast<std::uint64_t>(y) >> step.shift : 0;
}

template <RingWord Word>
void expect_exact(const ReluGate& gate, const std::vector<Word>& y0,
                  const std::vector<Word>& y1) {
  const ReluRun<Word> run = run_relu<Word>(gate, y0, y1, numbered_seed(1), numbered_seed(2));
  const Word mask = width_mask<Word>(gate.step.output_width);
  for (std::size_t i = 0; i < y0.size(); ++i) {
    const auto expected = expected_relu<Word>(y0[i], y1[i], gate.step) & mask;
    ASSERT_EQ(static_cast<Word>(run.z0[i] + run.z1[i]) & mask, expected)
        << "width " << gate.step.width << " shift " << gate.step.shift << " to "
        << gate.step.output_width << " shares " << std::uint64_t{y0[i]} << ", "
        << std::uint64_t{y1[i]};
  }
  EXPECT_EQ(run.flights, 3 + gate.circuit.levels.size());
}

/// Every pair of shares of up to 8 bits, every width, shift and output width.
class EveryPairOfShares : public testing::TestWithParam<std::uint32_t> {};

TEST_P(EveryPairOfShares, IsExact) {
  const std::uint32_t width = GetParam();
  const std::uint32_t values = 1u << width;
  std::vector<std::uint32_t> y0;
  std::vector<std::uint32_t> y1;
  for (std::uint32_t a = 0; a < values; ++a) {
    for (std::uint32_t b = 0; b < values; ++b) {
      y0.push_back(a);
      y1.push_back(b);
    }
  }
  for (std::uint32_t shift = 0; shift + 2 <= width; ++shift) {
    for (std::uint32_t output_width = 1; output_width <= 8; ++output_width) {
      const auto size = static_cast<std::uint32_t>(y0.size());
      expect_exact<std::uint32_t>(relu_gate(size, width, shift, output_width, 32), y0, y1);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Width, EveryPairOfShares, testing::Range(2u, 9u));

template <class Word>
class ReluRing : public testing::Test {};

using Rings = testing::Types<std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(ReluRing, Rings);

/// Random shares of edge values and of random values, at every width of the ring.
TYPED_TEST(ReluRing, IsExactAtEveryWidth) {
  using Word = TypeParam;
  std::mt19937_64 random(7);
  for (unsigned width = 2; width <= kRingBits<Word>; ++width) {
    for (const unsigned shift : {0u, 1u, 3u, 8u, width / 2, width - 2}) {
      if (shift + 2 > width) continue;
      for (const unsigned output_width : {1u, width / 2 + 1, width - shift, kRingBits<Word>}) {
        std::vector<Word> y0;
        std::vector<Word> y1;
        const auto largest = static_cast<std::int64_t>(width_mask<std::uint64_t>(width - 1));
        std::vector<std::int64_t> values{0,
                                         1,
                                         -1,
                                         largest,
                                         -largest - 1,
                                         (std::int64_t{1} << shift) - 1,
                                         std::int64_t{1} << shift};
        while (values.size() < 70) values.push_back(static_cast<std::int64_t>(random()));
        for (const std::int64_t y : values) {
          y0.push_back(static_cast<Word>(random()));
          y1.push_back(static_cast<Word>(to_word<Word>(y) - y0.back()));
        }
        const auto size = static_cast<std::uint32_t>(y0.size());
        expect_exact<Word>(relu_gate(size, width, shift, output_width, kRingBits<Word>), y0,
                           y1);
      }
    }
  }
}

}  // namespace
}  // namespace medisc::test
