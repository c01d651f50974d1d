#include "dealer/deal_linear.hpp"

#include <gtest/gtest.h>

#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {
namespace {

template <class Word>
class DealLinear : public testing::Test {};

using Rings = testing::Types<std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(DealLinear, Rings);

/// v + a2 = a1 u mod 2^width, v as the service reads it.
TYPED_TEST(DealLinear, CorrectionMeetsItsDefinition) {
  using Word = TypeParam;
  const Seed hospital = numbered_seed(1);
  for (unsigned width = 2; width <= kRingBits<Word>; ++width) {
    const DenseStep dense{13, 7, width};
    const std::vector<Word> a1 = weight_mask<Word>(numbered_seed(2), 4, dense);
    BitWriter writer;
    deal_linear<Word>(dense, 4, linear_map<Word>(dense, a1, WeightRange::kFull), hospital,
                      writer);
    EXPECT_EQ(writer.bits(), 7U * width);
    const Bytes corrections = writer.take();

    std::vector<Word> v(7);
    BitReader reader(corrections);
    reader.words<Word>(v, width);
    reader.expect_end();
    const std::vector<Word> u = input_mask<Word>(hospital, 4, dense);
    const std::vector<Word> a2 = output_share<Word>(hospital, 4, dense);
    for (std::size_t o = 0; o < v.size(); ++o) {
      std::uint64_t product = 0;
      for (std::size_t i = 0; i < u.size(); ++i) {
        product += std::uint64_t{a1[o * u.size() + i]} * u[i];
      }
      const auto sum = static_cast<Word>(std::uint64_t{v[o]} + a2[o]);
      ASSERT_EQ(sum & width_mask<Word>(width), product & width_mask<Word>(width)) << width;
    }
  }
}

/// Where the result is revealed ahead, v + a - r0 = a1 u: the hospital's stream is a = a2 + r0.
TYPED_TEST(DealLinear, OfARevealedResultTakesTheRevealsMaskAlong) {
  using Word = TypeParam;
  const Seed hospital = numbered_seed(1);
  const unsigned width = 20;
  LinearGate plain = DenseStep{13, 7, width};
  LinearGate revealed = plain;
  revealed.revealed_at = 9;
  const std::vector<Word> a1 = weight_mask<Word>(numbered_seed(2), 4, plain);
  const auto dealt = [&](const LinearGate& gate) {
    BitWriter writer;
    deal_linear<Word>(gate, 4, linear_map<Word>(gate, a1, WeightRange::kFull), hospital,
                      writer);
    const Bytes corrections = writer.take();
    std::vector<Word> v(7);
    BitReader(corrections).words<Word>(v, width);
    return v;
  };
  const std::vector<Word> without = dealt(plain);
  const std::vector<Word> with = dealt(revealed);
  const std::vector<Word> r0 = reveal_mask<Word>(hospital, 9, 7, width);
  for (std::size_t o = 0; o < 7; ++o) {
    EXPECT_EQ((with[o] - without[o] - r0[o]) & width_mask<Word>(width), 0U);
  }
}

}  // namespace
}  // namespace medisc::test
