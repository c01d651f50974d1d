#include "ring/product.hpp"

#include <random>

#include <gtest/gtest.h>

namespace medisc::test {
namespace {

template <class Word>
class RingProduct : public testing::Test {};

using Rings = testing::Types<std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(RingProduct, Rings);

/// The definition, in 128 bits, reduced at the end.
template <RingWord Word>
std::vector<Word> naive(const std::vector<Word>& matrix, const std::vector<Word>& x,
                        std::size_t inputs, std::size_t outputs) {
  __extension__ using Wide = unsigned __int128;
  const std::size_t batch = x.size() / inputs;
  std::vector<Word> y(batch * outputs);
  for (std::size_t b = 0; b < batch; ++b) {
    for (std::size_t o = 0; o < outputs; ++o) {
      Wide sum = 0;
      for (std::size_t i = 0; i < inputs; ++i) {
        sum += Wide{matrix[o * inputs + i]} * x[b * inputs + i];
      }
      y[b * outputs + o] = static_cast<Word>(sum);
    }
  }
  return y;
}

TYPED_TEST(RingProduct, AgreesWithItsDefinition) {
  using Word = TypeParam;
  std::mt19937_64 random(3);
  for (const std::size_t inputs : {1U, 2U, 7U, 64U, 129U}) {
    for (const std::size_t outputs : {1U, 3U, 40U}) {
      for (const std::size_t batch : {0U, 1U, 2U, 5U}) {
        std::vector<Word> matrix(outputs * inputs);
        std::vector<Word> x(batch * inputs);
        for (Word& word : matrix) word = static_cast<Word>(random());
        for (Word& word : x) word = static_cast<Word>(random());
        std::vector<Word> y(batch * outputs, 99);
        multiply<Word>(matrix, x, y, inputs, outputs);
        ASSERT_EQ(y, naive<Word>(matrix, x, inputs, outputs)) << inputs << " x " << outputs;
      }
    }
  }
}

/// (-1)(-1) summed: the largest products there are, which an int would not hold.
TYPED_TEST(RingProduct, LargestWordsWrap) {
  using Word = TypeParam;
  const auto largest = static_cast<Word>(~Word{0});
  const std::vector<Word> ones(200, largest);
  std::vector<Word> y(1);
  multiply<Word>(ones, ones, y, 200, 1);
  EXPECT_EQ(y[0], static_cast<Word>(200));
}

}  // namespace
}  // namespace medisc::test
