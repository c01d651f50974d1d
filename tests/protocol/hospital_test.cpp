#include "protocol/hospital.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "correlation/linear_material.hpp"
#include "correlation/reveal.hpp"
#include "tests/protocol/inference_run.hpp"
#include "tests/protocol/one_sided_run.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::test {
namespace {

using Word = std::uint32_t;

/// D u + a of one layer of the small model, W = the weights.
std::vector<Word> product_of(const LinearGate& gate, const LinearWeights& weights,
                             const std::vector<Word>& u) {
  std::vector<Word> product(gate.outputs);
  for (std::size_t o = 0; o < gate.outputs; ++o) {
    for (std::size_t i = 0; i < gate.inputs; ++i) {
      product[o] += to_word<Word>(weights.matrix[o * gate.inputs + i]) * u[i];
    }
  }
  return product;
}

/// What the last layer's share is: D u + a2 = W u - v.
TEST(Preparing, TheLastLayersShareIsTheHospitalsPart) {
  InferencePool pool(small_plan(), small_weights(), 1);
  const Bundles bundles = pool.deal(1);
  BitReader shares(bundles.hospital[0].shares);
  BitReader corrections(bundles.service[0].half.corrections);
  const auto& last = std::get<LinearGate>(pool.gates()[2]);
  std::vector<Word> share(last.outputs);
  shares.words<Word>(share, last.width);
  shares.expect_end();
  std::vector<Word> v(last.outputs);
  corrections.seek(correction_bits(std::get<LinearGate>(pool.gates()[0])) +
                   correction_bits(std::get<ThresholdGate>(pool.gates()[1])));
  corrections.words<Word>(v, last.width);
  corrections.expect_end();
  const auto u = input_mask<Word>(bundles.hospital[0].seed, 2, last);
  const std::vector<Word> product = product_of(last, small_weights()[1], u);
  for (std::size_t o = 0; o < last.outputs; ++o) {
    EXPECT_EQ((share[o] + v[o] - product[o]) & width_mask<Word>(last.width), 0U);
  }
}

/// What goes ahead of a ReLU behind a layer: h = D u + a, and h + v = W u + r0.
TEST(Preparing, AheadGoesTheSumThatRevealsTheFirstLayer) {
  InferencePool pool(small_plan(), small_weights(), 1);
  const Bundles bundles = pool.deal(1);
  const auto& first = std::get<LinearGate>(pool.gates()[0]);
  std::vector<Word> h(first.outputs);
  std::vector<Word> v(first.outputs);
  BitReader openings(bundles.service[0].openings);
  openings.words<Word>(h, first.width);
  openings.expect_end();
  BitReader(bundles.service[0].half.corrections).words<Word>(v, first.width);
  const Seed& seed = bundles.hospital[0].seed;
  const auto u = input_mask<Word>(seed, 0, first);
  const auto r0 = reveal_mask<Word>(seed, *first.revealed_at, first.outputs, first.width);
  const std::vector<Word> product = product_of(first, small_weights()[0], u);
  for (std::size_t o = 0; o < first.outputs; ++o) {
    EXPECT_EQ((h[o] + v[o] - product[o] - r0[o]) & width_mask<Word>(first.width), 0U);
  }
}

TEST(Preparing, IsAFunctionOfTheSeed) {
  InferencePool pool(small_plan(), small_weights(), 1);
  const Preparation once = pool.preparing().prepare(numbered_seed(5));
  const Preparation again = pool.preparing().prepare(numbered_seed(5));
  const Preparation other = pool.preparing().prepare(numbered_seed(6));
  EXPECT_EQ(once.shares, again.shares);
  EXPECT_EQ(once.openings, again.openings);
  EXPECT_NE(once.shares, other.shares);
  EXPECT_NE(once.openings, other.openings);
}

TEST(Preparing, APlanWithoutReluHasNoOpenings) {
  Plan plan = small_plan();
  plan.steps.resize(1);
  InferencePool pool(plan, {small_weights()[0]}, 1);
  EXPECT_TRUE(pool.preparing().prepare(numbered_seed(5)).openings.empty());
  EXPECT_EQ(pool.run(kSmallRecord).logits.size(), 3U);
}

TEST(Preparing, MaskedWeightsMayComeInParts) {
  InferencePool pool(small_plan(), small_weights(), 1);
  const std::span<const std::uint8_t> whole = pool.masked_weights();
  for (const std::size_t at_once : {1U, 2U, 7U, 100U}) {
    const auto packing = make_packing(pool.plan(), pool.gates());
    for (std::size_t first = 0; first < whole.size(); first += at_once) {
      packing->add(whole.subspan(first, std::min(at_once, whole.size() - first)));
    }
    const auto preparing = packing->finish();
    ASSERT_TRUE(preparing) << at_once;
    EXPECT_EQ((*preparing)->prepare(numbered_seed(5)).openings,
              pool.preparing().prepare(numbered_seed(5)).openings);
  }
}

TEST(Preparing, ChunksOfMaskedWeightsHaveTheirSizes) {
  Plan plan = small_plan();
  plan.steps = {{"fc", 0, DenseStep{601, 600, 25}}};
  plan.input = {601, 6, {0}};
  const Gates gates = make_gates(plan);
  const std::size_t bytes = masked_weights_bytes(gates);
  const Chunks all = in_chunks(Bytes(bytes));
  ASSERT_EQ(all.in_all, 2U);
  EXPECT_TRUE(are_of_masked_weights(all, gates));
  EXPECT_TRUE(are_of_masked_weights({2, 1, {all.parts[1]}}, gates));
  EXPECT_FALSE(are_of_masked_weights({2, 1, {}}, gates));
  EXPECT_FALSE(are_of_masked_weights({3, 0, all.parts}, gates));
  EXPECT_FALSE(are_of_masked_weights({2, 1, {all.parts[0]}}, gates));
  EXPECT_FALSE(are_of_masked_weights({2, 0, {Bytes(kChunkBytes - 1)}}, gates));
  Chunks longer = all;
  longer.parts[1].push_back(0);
  EXPECT_FALSE(are_of_masked_weights(longer, gates));
}

TEST(Preparing, ZerosPadMaskedWeights) {
  const Gates gates = make_gates(small_plan());  // 312 bits
  Plan odd = small_plan();
  odd.steps[0].op = DenseStep{3, 3, 25};  // 303 bits
  Bytes padded(masked_weights_bytes(make_gates(odd)));
  EXPECT_TRUE(are_of_masked_weights(in_chunks(padded), make_gates(odd)));
  padded.back() = 0x80;
  EXPECT_FALSE(are_of_masked_weights(in_chunks(padded), make_gates(odd)));
  Bytes whole(masked_weights_bytes(gates), 0xff);
  EXPECT_TRUE(are_of_masked_weights(in_chunks(whole), gates));
}

TEST(Preparing, MaskedWeightsOfAnotherLengthAreBadInput) {
  InferencePool pool(small_plan(), small_weights(), 1);
  Bytes longer = pool.masked_weights();
  longer.push_back(0);
  Bytes shorter = pool.masked_weights();
  shorter.pop_back();
  for (const Bytes& wrong : {Bytes{}, shorter, longer}) {
    const auto refused = make_preparing(pool.plan(), pool.gates(), wrong);
    ASSERT_FALSE(refused.has_value()) << wrong.size();
    EXPECT_EQ(refused.error().code, ErrorCode::kBadInput);
    EXPECT_THAT(refused.error().context, testing::HasSubstr("masked weights"));
  }
}

TEST(HospitalSession, StoredSharesOfAnotherLengthAreBadInput) {
  InferencePool pool(small_plan(), small_weights(), 1);
  const std::size_t right = prepared_shares_bytes(pool.gates());
  for (const std::size_t length : {std::size_t{0}, right - 1, right + 1}) {
    for (const std::size_t broken : {0U, 1U}) {
      Bundles bundles = pool.deal(2);
      bundles.hospital[broken].shares.resize(length);
      const auto refused = open_hospital_session(pool.plan(), pool.gates(), bundles.hospital);
      ASSERT_FALSE(refused.has_value()) << length;
      EXPECT_EQ(refused.error().code, ErrorCode::kBadInput);
      EXPECT_THAT(refused.error().context,
                  testing::AllOf(testing::HasSubstr(std::to_string(length) + " bytes"),
                                 testing::EndsWith(std::to_string(right))));
    }
  }
}

TEST(HospitalSession, WantsOneRecordABundle) {
  InferencePool pool(small_plan(), small_weights(), 1);
  EXPECT_FALSE(open_hospital_session(pool.plan(), pool.gates(), {}));
  const Bundles bundles = pool.deal(2);
  const auto session =
      expect_value(open_hospital_session(pool.plan(), pool.gates(), bundles.hospital));
  MemoryChannel channel;
  Trampoline trampoline;
  auto run = session->infer(channel.hospital(), kSmallRecord);  // one record, two bundles
  run.start(trampoline);
  ASSERT_TRUE(run.done());
  EXPECT_THROW(run.result(), Failure);
  EXPECT_TRUE(channel.crossings().empty());
}

TEST(HospitalSession, MessagesOfAnotherLengthAreAProtocolFailure) {
  InferencePool pool(small_plan(), small_weights(), 1);
  const Bundles bundles = pool.deal(1);
  const auto answers = messages_of(pool.run(bundles, kSmallRecord).crossings, Party::kService);
  ASSERT_EQ(answers.size(), 3U);
  for (const std::vector<Bytes>& wrong : with_wrong_lengths(answers)) {
    const auto session =
        expect_value(open_hospital_session(pool.plan(), pool.gates(), bundles.hospital));
    const Error error =
        failure_on(wrong, [&](Link& link) { return session->infer(link, kSmallRecord); });
    EXPECT_EQ(error.code, ErrorCode::kProtocol) << error.context;
  }
}

/// One record twice in a batch: the service can't see that it is one.
TEST(HospitalSession, BundlesOfABatchMaskApart) {
  InferencePool pool(small_plan(), small_weights(), 1);
  std::vector<std::int64_t> twice = kSmallRecord;
  twice.insert(twice.end(), kSmallRecord.begin(), kSmallRecord.end());
  const InferenceRun run = pool.run(twice);
  const Bytes first = messages_of(run.crossings, Party::kHospital).front();
  std::vector<Word> masked(6);
  BitReader(first).words<Word>(masked, 26);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NE(masked[i], masked[3 + i]);
  EXPECT_THAT(std::vector<std::int64_t>(run.logits.begin(), run.logits.begin() + 2),
              testing::ElementsAre(run.logits[2], run.logits[3]));
}

}  // namespace
}  // namespace medisc::test
