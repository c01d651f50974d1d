/// Threshold gates from shares to shares, by either borrow, against f(y >> s).
#include "protocol/gates/threshold_run.hpp"

#include <random>
#include <tuple>

#include <gtest/gtest.h>

#include "tests/correlation/sample_gate.hpp"
#include "tests/protocol/threshold_run.hpp"
#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {
namespace {

template <RingWord Word>
void expect_exact(const ThresholdShape& shape, const BorrowChoice& choice, bool live,
                  const std::vector<Word>& y0, const std::vector<Word>& y1) {
  const ThresholdGate gate = make_threshold_gate(shape, choice, 3, live);
  const auto run = run_threshold<Word>(gate, y0, y1, numbered_seed(1), numbered_seed(2));
  const Word mask = width_mask<Word>(shape.output_width);
  for (std::size_t i = 0; i < y0.size(); ++i) {
    const std::int64_t y = to_signed<Word>(static_cast<Word>(y0[i] + y1[i]), shape.width);
    const std::int64_t z = shape.function(y >> shape.shift, shape.width - shape.shift);
    ASSERT_EQ(static_cast<Word>(run.z0[i] + run.z1[i]) & mask, to_word<Word>(z) & mask)
        << "width " << shape.width << " shift " << shape.shift << " to " << shape.output_width
        << " y " << y;
  }
  const std::size_t turns =
      std::visit([](const auto& borrow) { return turns_of(borrow).size(); }, gate.borrow);
  EXPECT_EQ(run.flights, 1 + 2 * turns);
}

/// Functions that a gate of `width` and `shift` may have.
std::vector<Piecewise> sample_functions(unsigned width, unsigned shift) {
  const std::int64_t top = (std::int64_t{1} << (width - 1 - shift)) / 2;
  std::vector<Piecewise> functions{
      Piecewise::relu(),
      {1, 0, {{0, 0, 0}}},              // V itself
      {1, 0, {{0, 9, 0}}},              // leaky
      {1, 0, {{-1, 0, 3}, {0, 0, 0}}},  // V and a step
      {-1, 0, {{0, 2, 0}}},             // |V|
      {0, 3, {{0, 0, 1}}},              // a step
  };
  if (top < 2) return functions;
  functions.push_back({0, 0, {{0, 1, 0}, {top / 2, -1, top / 2}}});  // clipped
  functions.push_back({2, 5, {{-top / 2, -3, 1}, {0, 4, -7}, {top / 2, -5, 2}}});
  functions.push_back({0, 0, {{-1, 3, -2}, {0, 0, 0}, {1, -3, 0}}});
  return functions;
}

class EveryValue : public testing::TestWithParam<std::tuple<unsigned, BorrowKind>> {};

/// Every pair of shares of up to 8 bits, every shift, output width, and sample function.
TEST_P(EveryValue, IsExact) {
  const auto [width, kind] = GetParam();
  const std::uint32_t values = 1u << width;
  std::vector<std::uint32_t> y0;
  std::vector<std::uint32_t> y1;
  for (std::uint32_t a = 0; a < values; ++a) {
    for (std::uint32_t b = 0; b < values; ++b) {
      y0.push_back(a);
      y1.push_back(b);
    }
  }
  const unsigned most = kind == BorrowKind::kTree ? width - 1 : width - 2;
  for (unsigned shift = 0; shift <= most; ++shift) {
    for (const Piecewise& function : sample_functions(width, shift)) {
      for (const unsigned output_width : {1u, 3u, 5u, 8u, 10u}) {
        const auto size = static_cast<std::uint32_t>(y0.size());
        const bool live = output_width == 3;
        expect_exact<std::uint32_t>({size, width, shift, output_width, function},
                                    BorrowChoice{kind}, live, y0, y1);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Width, EveryValue,
                         testing::Combine(testing::Range(2u, 9u),
                                          testing::Values(BorrowKind::kTree,
                                                          BorrowKind::kChain)));

template <class Word>
class ThresholdRing : public testing::Test {};

using Rings = testing::Types<std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(ThresholdRing, Rings);

std::int64_t lowest_bits(unsigned count) {
  return static_cast<std::int64_t>((std::uint64_t{1} << count) - 1);
}

/// Random shares of edge values and of random values, at every width of the ring.
TYPED_TEST(ThresholdRing, IsExactAtEveryWidth) {
  using Word = TypeParam;
  std::mt19937_64 random(7);
  for (unsigned width = 2; width <= kRingBits<Word>; ++width) {
    for (const unsigned shift : {0u, 1u, 8u, width / 2, width - 2, width - 1}) {
      if (shift + 1 > width) continue;
      for (const unsigned output_width : {1u, width - shift, kRingBits<Word>}) {
        std::vector<Word> y0;
        std::vector<Word> y1;
        const auto largest = static_cast<std::int64_t>(width_mask<std::uint64_t>(width - 1));
        std::vector<std::int64_t> values{0, 1, -1, largest, -largest, lowest_bits(shift)};
        while (values.size() < 70) values.push_back(static_cast<std::int64_t>(random()));
        for (const std::int64_t y : values) {
          y0.push_back(static_cast<Word>(random()));
          y1.push_back(static_cast<Word>(to_word<Word>(y) - y0.back()));
        }
        const auto size = static_cast<std::uint32_t>(y0.size());
        const std::vector<Piecewise> functions = sample_functions(width, shift);
        const Piecewise& function = functions[random() % functions.size()];
        expect_exact<Word>({size, width, shift, output_width, function}, kTree, false, y0, y1);
        if (shift + 2 > width) continue;
        expect_exact<Word>({size, width, shift, output_width, function}, kChain, true, y0, y1);
      }
    }
  }
}

}  // namespace
}  // namespace medisc::test
