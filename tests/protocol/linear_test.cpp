#include "protocol/linear.hpp"

#include <random>

#include <gtest/gtest.h>

#include "dealer/deal_linear.hpp"
#include "tests/protocol/recording_link.hpp"
#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {
namespace {

template <class Word>
class LinearLayer : public testing::Test {};

using Rings = testing::Types<std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(LinearLayer, Rings);

template <RingWord Word>
std::vector<Word> random_words(std::size_t count, std::mt19937_64& random) {
  std::vector<Word> words(count);
  for (Word& word : words) word = static_cast<Word>(random());
  return words;
}

/// y0 + y1 = W (x0 + x1) + b mod 2^width over a batch, every bundle with masks of its own.
template <RingWord Word>
void expect_exact(const DenseStep& dense, std::size_t batch, bool shared_input) {
  std::mt19937_64 random(dense.width);
  const auto matrix = random_words<Word>(std::size_t{dense.inputs} * dense.outputs, random);
  const auto bias = random_words<Word>(dense.outputs, random);
  const auto x0 = random_words<Word>(batch * dense.inputs, random);
  const auto x1 = random_words<Word>(shared_input ? x0.size() : 0, random);

  const std::vector<Word> a1 = weight_mask<Word>(numbered_seed(0), 1, dense);
  std::vector<Word> masked(matrix.size());
  for (std::size_t i = 0; i < masked.size(); ++i) {
    masked[i] = static_cast<Word>(matrix[i] - a1[i]);
  }
  const auto a1_map = linear_map<Word>(dense, a1, WeightRange::kFull);
  const auto masked_map = linear_map<Word>(dense, masked, WeightRange::kFull);
  const auto map = linear_map<Word>(dense, matrix, WeightRange::kFull);
  LinearMaterial<Word> material{&map, bias, {}};
  std::vector<Word> u;
  std::vector<Word> y0;
  for (std::size_t b = 0; b < batch; ++b) {
    const Seed seed = numbered_seed(1 + b);
    BitWriter dealt;
    deal_linear<Word>(dense, 1, a1_map, seed, dealt);
    const Bytes corrections = dealt.take();
    std::vector<Word> v(dense.outputs);
    BitReader(corrections).words<Word>(v, dense.width);
    material.v.insert(material.v.end(), v.begin(), v.end());

    const std::vector<Word> own_u = input_mask<Word>(seed, 1, dense);
    const std::vector<Word> a2 = output_share<Word>(seed, 1, dense);
    const std::vector<Word> share = offline_share<Word>(dense, masked_map, own_u, a2);
    u.insert(u.end(), own_u.begin(), own_u.end());
    y0.insert(y0.end(), share.begin(), share.end());
  }

  RecordingLink hospital;
  LinearMemory<Word> hospital_memory;
  put_masked_input<Word>(hospital.out(), dense, x0, u, hospital_memory);
  EXPECT_EQ(hospital.out().bits(), batch * dense.inputs * dense.width);
  hospital.flush();
  RecordingLink service;
  LinearMemory<Word> service_memory;
  std::vector<Word> y1(material.v.size());
  const auto serve = [&]() -> Task<void> {
    co_await service.receive();
    take_linear<Word>(service.in(), dense, material, x1, service_memory, y1);
    service.leave();
  };
  auto task = serve();
  Trampoline trampoline;
  task.start(trampoline);
  service.deliver(hospital.sent.at(0));
  ASSERT_TRUE(task.done());
  task.result();

  const Word mask = width_mask<Word>(dense.width);
  for (std::size_t b = 0; b < batch; ++b) {
    for (std::size_t o = 0; o < dense.outputs; ++o) {
      std::uint64_t expected = bias[o];
      for (std::size_t i = 0; i < dense.inputs; ++i) {
        const std::size_t at = b * dense.inputs + i;
        const std::uint64_t x = std::uint64_t{x0[at]} + (shared_input ? x1[at] : Word{0});
        expected += matrix[o * dense.inputs + i] * x;
      }
      const std::size_t at = b * dense.outputs + o;
      ASSERT_EQ(static_cast<Word>(y0[at] + y1[at]) & mask, static_cast<Word>(expected) & mask);
      ASSERT_LE(y0[at], mask);
      ASSERT_LE(y1[at], mask);
    }
  }
}

TYPED_TEST(LinearLayer, IsExactAtEveryWidth) {
  for (std::uint32_t width = 2; width <= kRingBits<TypeParam>; ++width) {
    SCOPED_TRACE(width);
    expect_exact<TypeParam>({7, 5, width}, 3, true);
    expect_exact<TypeParam>({7, 5, width}, 3, false);
  }
}

TYPED_TEST(LinearLayer, IsExactAtEdgeShapes) {
  for (const std::uint32_t inputs : {1U, 64U}) {
    for (const std::uint32_t outputs : {1U, 65U}) {
      expect_exact<TypeParam>({inputs, outputs, kRingBits<TypeParam>}, 1, true);
    }
  }
}

}  // namespace
}  // namespace medisc::test
