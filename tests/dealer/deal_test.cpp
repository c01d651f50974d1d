#include "dealer/deal.hpp"

#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <sodium.h>

#include "dealer/deal_linear.hpp"
#include "dealer/deal_threshold.hpp"
#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {
namespace {

/// Two layers; the ReLU has a carry and a wrap.
Plan small_plan(std::uint32_t ring_bits) {
  Plan plan;
  plan.ring_bits = ring_bits;
  plan.input = {9, 6, {0}};
  plan.steps = {{"fc1", 12, DenseStep{9, 11, 20}},
                {"relu1", 6, relu_step(11, 20, 6, 22)},
                {"fc2", 12, DenseStep{11, 3, 22}}};
  return plan;
}

Bytes deal(const Plan& plan, std::uint64_t pool, std::uint64_t hospital,
           std::uint64_t service) {
  const auto dealing = make_dealing(plan, numbered_seed(pool));
  return dealing->deal(numbered_seed(hospital), numbered_seed(service)).corrections;
}

std::string blake2b(const Bytes& bytes) {
  std::array<std::uint8_t, 32> hash{};
  crypto_generichash(hash.data(), hash.size(), bytes.data(), bytes.size(), nullptr, 0);
  std::array<char, 65> hex{};
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return hex.data();
}

/// Agreement constants: a dealer of another version must deal these bytes, or pools break.
TEST(Deal, GoldenHashes) {
  EXPECT_EQ(blake2b(deal(small_plan(32), 1, 2, 3)),
            "8267e547cc109ce1e2e075a22024503816861b2af77e3bece1f79ab52830570f");
  EXPECT_EQ(blake2b(deal(small_plan(64), 1, 2, 3)),
            "05691689446d72d56a2bf0285c632f7d5eb36ff0b4ce2a71c7bf6c3c15de47f2");
}

class DealRing : public testing::TestWithParam<std::uint32_t> {};

TEST_P(DealRing, IsItsStepsOneAfterTheOther) {
  const Plan plan = small_plan(GetParam());
  const Gates gates = make_gates(plan);
  const Seed pool = numbered_seed(1);
  const Seed hospital = numbered_seed(2);
  const Seed service = numbered_seed(3);
  const Bytes expected = with_ring(plan.ring_bits, [&]<RingWord Word>() {
    const auto& fc1 = std::get<LinearGate>(gates[0]);
    const auto& relu = std::get<ThresholdGate>(gates[1]);
    const auto& fc2 = std::get<LinearGate>(gates[2]);
    const auto mask = [&](const LinearGate& gate, std::uint32_t step) {
      return linear_map<Word>(gate, weight_mask<Word>(pool, step, gate), WeightRange::kFull);
    };
    BitWriter writer;
    deal_linear<Word>(fc1, 0, mask(fc1, 0), hospital, writer);
    deal_threshold<Word>(relu, hospital, service, writer);
    deal_linear<Word>(fc2, 2, mask(fc2, 2), hospital, writer);
    return writer.take();
  });
  const ServiceHalf half = make_dealing(plan, pool)->deal(hospital, service);
  EXPECT_EQ(half.corrections, expected);
  EXPECT_EQ(half.corrections.size(), correction_bytes(gates));
  EXPECT_TRUE(
      std::equal(half.seed.bytes().begin(), half.seed.bytes().end(), service.bytes().begin()));
}

INSTANTIATE_TEST_SUITE_P(Ring, DealRing, testing::Values(32U, 64U));

TEST(Deal, IsAFunctionOfEachSeed) {
  const Plan plan = small_plan(32);
  std::set<Bytes> dealt;
  for (std::uint64_t pool : {1U, 2U}) {
    for (std::uint64_t hospital : {3U, 4U}) {
      for (std::uint64_t service : {5U, 6U}) {
        const Bytes bytes = deal(plan, pool, hospital, service);
        EXPECT_EQ(deal(plan, pool, hospital, service), bytes);
        dealt.insert(bytes);
      }
    }
  }
  EXPECT_EQ(dealt.size(), 8U);
}

/// Dealing keeps nothing between bundles: order and thread do not matter.
TEST(Deal, FromSeveralThreads) {
  const Plan plan = small_plan(32);
  const auto dealing = make_dealing(plan, numbered_seed(1));
  constexpr std::uint64_t kBundles = 24;
  std::vector<Bytes> expected;
  for (std::uint64_t b = 0; b < kBundles; ++b) expected.push_back(deal(plan, 1, b, 100 + b));
  std::vector<Bytes> dealt(kBundles);
  std::vector<std::thread> threads;
  for (std::uint64_t first = 0; first < 3; ++first) {
    threads.emplace_back([&, first] {
      for (std::uint64_t b = first; b < kBundles; b += 3) {
        dealt[b] = dealing->deal(numbered_seed(b), numbered_seed(100 + b)).corrections;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(dealt, expected);
}

}  // namespace
}  // namespace medisc::test
