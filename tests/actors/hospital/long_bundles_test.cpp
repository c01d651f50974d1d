// Bundles of many chunks: fetched and opened in several messages, cut anywhere, gone on with.
#include <gtest/gtest.h>

#include "correlation/chunks.hpp"
#include "correlation/half.hpp"
#include "tests/actors/memory/memory_roles.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

/// One ReLU of so many values between two convolutions of one weight.
SmallModel wide_model(std::uint32_t values) {
  const Image image{1, values / 100, 100};
  Plan plan;
  plan.ring_bits = 32;
  plan.input = {values, 6, {0}};
  plan.steps = {{"conv1", 0, ConvStep{image, image, Window{}, 1, 26}},
                {"relu1", 0, relu_step(values, 26, 8, 20)},
                {"conv2", 0, ConvStep{image, image, Window{}, 1, 20}}};
  return {plan, {{{900}, {11}}, {{-3}, {7}}}};
}

std::size_t half_bytes(const SmallModel& model) {
  return correction_bytes(make_gates(model.plan));
}

TEST(LongBundles, ComeInSeveralMessagesAndRun) {
  const SmallModel model = wide_model(1'200'000);
  ASSERT_GT(half_bytes(model), kChunksAtOnce + kChunkBytes);
  MemoryRoles roles(2, model);
  ASSERT_TRUE(succeeded(roles.prepare(2)));
  EXPECT_EQ(roles.at_service(BundleState::kPrepared), 2U);
  EXPECT_EQ(roles.at_service(BundleState::kPartial), 0U);
  // Two records' gates are wider than what is opened ahead.
  ASSERT_TRUE(succeeded(roles.diagnose(2, 2)));
  EXPECT_TRUE(roles.are_right());
}

TEST(LongBundles, ADealerThatSendsTheSameChunksAgainIsLeft) {
  MemoryRoles roles(2, wide_model(45'000), 1);  // a chunk a grant
  roles.dealer_answers = [honest = roles.dealer_answers](LedgerRequest request) {
    if (auto* asked = std::get_if<PeerRequest>(&request)) {
      if (auto* bundles = std::get_if<BundleRequest>(&asked->message)) bundles->first_chunk = 0;
    }
    return honest(request);
  };
  EXPECT_TRUE(failed(roles.prepare(1), ErrorCode::kProtocol, "chunks that are here already"));
  EXPECT_EQ(roles.at_service(BundleState::kPartial), 1U);
}

TEST(LongBundlesFaults, AtEveryAwaitOfPreparing) {
  const SmallModel model = wide_model(45'000);
  ASSERT_EQ(chunks_of(half_bytes(model)), 2U);
  const auto struck = strike_at_every_await(
      [&] { return std::make_unique<MemoryRoles>(6, model, 1); },  // a chunk a grant
      [](MemoryRoles& roles) { (void)roles.prepare(2); });
  EXPECT_GT(struck, 30U);
}

}  // namespace
}  // namespace medisc::test
