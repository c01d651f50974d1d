#include "protocol/service.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "correlation/linear_material.hpp"
#include "tests/protocol/inference_run.hpp"
#include "tests/protocol/one_sided_run.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::test {
namespace {

using Word = std::uint32_t;

/// D + a1 = W, layer by layer.
TEST(ServiceModel, MaskedWeightsUnmaskToTheWeights) {
  InferencePool pool(small_plan(), small_weights(), 1);
  BitReader masked(pool.masked_weights());
  std::size_t layer = 0;
  for (const std::uint32_t step : {0U, 2U}) {
    const auto& dense = std::get<LinearGate>(pool.gates()[step]);
    const auto a1 = weight_mask<Word>(pool.weight_mask_seed(), step, dense);
    std::vector<Word> d(a1.size());
    masked.words<Word>(d, dense.width);
    const std::vector<std::int32_t> matrix = small_weights()[layer++].matrix;
    for (std::size_t i = 0; i < d.size(); ++i) {
      EXPECT_EQ(to_signed<Word>(d[i] + a1[i], dense.width), matrix[i]);
    }
  }
  masked.expect_end();
}

/// Two layers of odd widths, so that no weight and no layer begins at a byte.
void expect_ranges_of_the_whole(std::uint32_t ring_bits) {
  Plan plan = small_plan();
  plan.ring_bits = ring_bits;
  InferencePool pool(plan, small_weights(), 1);
  const Bytes& whole = pool.masked_weights();
  for (std::size_t first = 0; first <= whole.size(); ++first) {
    for (std::size_t count = 0; first + count <= whole.size(); ++count) {
      const Bytes part = pool.model().masked_weights(pool.weight_mask_seed(), first, count);
      ASSERT_TRUE(std::ranges::equal(part, std::span(whole).subspan(first, count)))
          << first << " + " << count;
    }
  }
}

TEST(ServiceModel, MasksAnyRangeOfItsWeights) {
  expect_ranges_of_the_whole(32);
  expect_ranges_of_the_whole(64);
}

TEST(ServiceModel, EveryPoolMasksItsWeightsAnew) {
  InferencePool pool(small_plan(), small_weights(), 1);
  EXPECT_EQ(pool.model().masked_weights(numbered_seed(1)),
            pool.model().masked_weights(numbered_seed(1)));
  EXPECT_NE(pool.model().masked_weights(numbered_seed(1)),
            pool.model().masked_weights(numbered_seed(2)));
}

void expect_refused(const InferencePool& pool, const std::vector<ServiceBundle>& bundles) {
  const auto refused = pool.model().open_session(bundles);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kBadInput);
  EXPECT_THAT(refused.error().context, testing::HasSubstr("corrections or openings"));
}

TEST(ServiceSession, StoredBytesOfAnotherLengthAreBadInput) {
  InferencePool pool(small_plan(), small_weights(), 1);
  const std::size_t corrections = correction_bytes(pool.gates());
  const std::size_t openings = openings_bytes(pool.gates());
  for (const std::size_t broken : {0U, 1U}) {
    for (const std::size_t length : {std::size_t{0}, corrections - 1, corrections + 1}) {
      Bundles bundles = pool.deal(2);
      bundles.service[broken].half.corrections.resize(length);
      expect_refused(pool, bundles.service);
    }
    for (const std::size_t length : {std::size_t{0}, openings - 1, openings + 1}) {
      Bundles bundles = pool.deal(2);
      bundles.service[broken].openings.resize(length);
      expect_refused(pool, bundles.service);
    }
  }
  EXPECT_TRUE(pool.model().open_session(pool.deal(2).service).has_value());
}

TEST(ServiceSession, MessagesOfAnotherLengthAreAProtocolFailure) {
  InferencePool pool(small_plan(), small_weights(), 1);
  const Bundles bundles = pool.deal(1);
  const auto questions =
      messages_of(pool.run(bundles, kSmallRecord).crossings, Party::kHospital);
  ASSERT_EQ(questions.size(), 3U);
  for (const std::vector<Bytes>& wrong : with_wrong_lengths(questions)) {
    const auto session = expect_value(pool.model().open_session(bundles.service));
    const Error error = failure_on(wrong, [&](Link& link) { return session->serve(link); });
    EXPECT_EQ(error.code, ErrorCode::kProtocol) << error.context;
  }
}

TEST(ServiceSession, ABrokenChannelEndsIt) {
  InferencePool pool(small_plan(), small_weights(), 1);
  const Bundles bundles = pool.deal(1);
  const auto questions =
      messages_of(pool.run(bundles, kSmallRecord).crossings, Party::kHospital);
  for (std::size_t heard = 0; heard < questions.size(); ++heard) {
    const auto session = expect_value(pool.model().open_session(bundles.service));
    RecordingLink link;
    auto task = session->serve(link);
    Trampoline trampoline;
    task.start(trampoline);
    for (std::size_t i = 0; i < heard; ++i) link.deliver(questions[i]);
    ASSERT_FALSE(task.done());
    link.break_off({ErrorCode::kPeerUnavailable, "the hospital went away", ""});
    ASSERT_TRUE(task.done());
    EXPECT_EQ(failure_of([&] { task.result(); }).code, ErrorCode::kPeerUnavailable);
    EXPECT_EQ(link.sent.size(), heard);
  }
}

}  // namespace
}  // namespace medisc::test
