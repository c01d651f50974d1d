#include "actors/hospital/masked_weights.hpp"

#include <array>

#include <gtest/gtest.h>

#include "actors/conversation/rollback_check.hpp"
#include "actors/hospital/peers.hpp"
#include "protocol/hospital.hpp"
#include "tests/actors/memory/memory_roles.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

Result<void> fetch(MemoryRoles& roles) {
  return roles.as_hospital([&](Process& process) -> Task<void> {
    Connection* service = co_await connect_to_service(process, roles.hospital);
    co_await fetch_plan(process, roles.hospital, *service, "small");
    co_await fetch_masked_weights(process, roles.hospital, *service, roles.plan);
  });
}

HeldWeights held(MemoryRoles& roles) {
  const FindWeights asked{roles.hospital.pool_of(roles.plan)};
  return value_of(std::get<Result<HeldWeights>>(roles.hospital_answers(asked)));
}

/// Whose D has several chunks.
SmallModel long_weights() {
  constexpr std::uint32_t kSize = 900;
  Plan plan;
  plan.ring_bits = 32;
  plan.input = {3, 6, {0}};
  plan.steps = {{"fc1", 0, DenseStep{3, kSize, 26}},
                {"relu1", 0, relu_step(kSize, 26, 8, 24)},
                {"fc2", 0, DenseStep{kSize, kSize, 24}},
                {"relu2", 0, relu_step(kSize, 24, 8, 20)},
                {"fc3", 0, DenseStep{kSize, 2, 20}}};
  SmallModel model{plan, Weights(3)};
  const std::array sizes{3 * kSize, kSize * kSize, 2 * kSize};
  for (std::size_t layer = 0; layer < sizes.size(); ++layer) {
    for (std::uint32_t i = 0; i < sizes[layer]; ++i) {
      model.weights[layer].matrix.push_back(static_cast<std::int32_t>(i % 7) - 3);
    }
    model.weights[layer].bias.resize(layer == 2 ? 2 : kSize);
  }
  return model;
}

/// A chunk of D a message.
std::unique_ptr<MemoryRoles> chunk_by_chunk(std::uint64_t dealt) {
  auto roles = std::make_unique<MemoryRoles>(dealt, long_weights());
  roles->service_settings.weights_at_once = 1;
  roles->make_service();
  return roles;
}

TEST(MaskedWeights, AreFetchedOnceAndKept) {
  MemoryRoles roles(1);
  ASSERT_TRUE(succeeded(fetch(roles)));
  const HeldWeights first = held(roles);
  EXPECT_TRUE(first.is_whole());
  EXPECT_EQ(first.mask_tag.size(), MaskTag{}.size());
  roles.network.stop_listening(MemoryRoles::kDealerPort);  // nobody is asked again
  ASSERT_TRUE(succeeded(fetch(roles)));
  EXPECT_EQ(held(roles), first);
}

TEST(MaskedWeights, OfAnyLengthComeInChunks) {
  const auto roles = chunk_by_chunk(1);
  ASSERT_TRUE(succeeded(fetch(*roles)));
  EXPECT_EQ(held(*roles).here, chunks_of(masked_weights_bytes(make_gates(roles->plan))));
  EXPECT_EQ(held(*roles).here, 3U);
  ASSERT_TRUE(succeeded(roles->prepare(1)));
  ASSERT_TRUE(succeeded(roles->diagnose(1)));
  EXPECT_TRUE(roles->are_right());
}

/// What is asked for after a cut begins where the last part ended.
TEST(MaskedWeights, GoOnWhereTheyWereCut) {
  const auto roles = chunk_by_chunk(1);
  std::vector<std::uint32_t> firsts;
  std::size_t parts = 0;
  roles->hospital_answers = [&, honest = roles->hospital_answers](LedgerRequest request) {
    const auto* put = std::get_if<PutWeights>(&request);
    if (put != nullptr) firsts.push_back(put->chunks.first);
    if (put != nullptr && ++parts == 2) {
      return LedgerAnswer(Result<HeldWeights>(fail(ErrorCode::kStorage, "full")));
    }
    return honest(request);
  };
  EXPECT_TRUE(failed(fetch(*roles), ErrorCode::kStorage, "full"));
  EXPECT_EQ(held(*roles).here, 1U);
  EXPECT_FALSE(held(*roles).is_whole());
  ASSERT_TRUE(succeeded(fetch(*roles)));
  EXPECT_EQ(firsts, (std::vector<std::uint32_t>{0, 1, 1, 2}));
}

TEST(MaskedWeights, OfAnotherMaskStartAnewUnlessTheyAreWhole) {
  const auto roles = chunk_by_chunk(1);
  ASSERT_TRUE(succeeded(roles->as_hospital([&](Process& process) -> Task<void> {
    Connection* service = co_await connect_to_service(process, roles->hospital);
    co_await fetch_plan(process, roles->hospital, *service, "small");
  })));
  const PoolKey pool = roles->hospital.pool_of(roles->plan);
  const Chunks of_old_mask{3, 0, {Bytes(kChunkBytes, 5), Bytes(kChunkBytes, 5)}};
  (void)roles->hospital_answers(PutWeights{pool, MaskTag{9}, of_old_mask});
  ASSERT_EQ(held(*roles).here, 2U);
  ASSERT_TRUE(succeeded(roles->prepare(1)));
  ASSERT_TRUE(succeeded(roles->diagnose(1)));
  EXPECT_TRUE(roles->are_right());
}

/// A service that answers weights requests as a test wants.
void have_service_answer(MemoryRoles& roles, std::function<MaskedWeights(WeightsRequest)> say) {
  roles.network.listen(
      MemoryRoles::kServicePort,
      [&roles, say](Process& process, Connection& connection) -> Task<void> {
        const Peer peer = co_await accept_peer(connection, roles.service->self(),
                                               roles.service_settings.is_registered);
        for (;;) {
          const std::optional<Message> asked = co_await next_request(connection);
          if (!asked) co_return;
          if (const auto* spent = std::get_if<SpentReport>(&*asked)) {
            co_await answer_spent(process, connection, roles.notes, peer, *spent);
          } else if (const auto* weights = std::get_if<WeightsRequest>(&*asked)) {
            connection.send(say(*weights));
          } else {
            connection.send(PlanOffer{"small", roles.plan});
          }
        }
      },
      roles.service_answers);
}

TEST(MaskedWeights, OtherThanAskedForAreRefused) {
  const auto refuses = [](std::function<void(MaskedWeights&)> change) {
    MemoryRoles roles(1, long_weights());
    have_service_answer(roles, [&](const WeightsRequest& asked) {
      MaskedWeights answer{asked.plan_hash, {3, asked.first_chunk, {Bytes(kChunkBytes)}}, {}};
      change(answer);
      return answer;
    });
    const auto fetched = fetch(roles);
    EXPECT_EQ(held(roles).here, 0U);
    return failed(fetched, ErrorCode::kProtocol, "other masked weights than the plan has");
  };
  EXPECT_TRUE(refuses([](MaskedWeights& answer) { answer.plan_hash[0] ^= 1; }));
  EXPECT_TRUE(refuses([](MaskedWeights& answer) { answer.words.in_all = 4; }));
  EXPECT_TRUE(refuses([](MaskedWeights& answer) { answer.words.first = 1; }));
  EXPECT_TRUE(refuses([](MaskedWeights& answer) { answer.words.parts.clear(); }));
  EXPECT_TRUE(refuses([](MaskedWeights& answer) { answer.words.parts[0].pop_back(); }));
}

TEST(MaskedWeights, OfSeveralMasksAreRefused) {
  MemoryRoles roles(1, long_weights());
  std::uint8_t masks = 0;
  have_service_answer(roles, [&](const WeightsRequest& asked) {
    return MaskedWeights{
        asked.plan_hash, {3, asked.first_chunk, {Bytes(kChunkBytes)}}, MaskTag{++masks}};
  });
  EXPECT_TRUE(failed(fetch(roles), ErrorCode::kProtocol, "of several masks"));
  EXPECT_FALSE(held(roles).is_whole());
}

TEST(MaskedWeightsFaults, AtEveryAwait) {
  const auto struck = strike_at_every_await([] { return std::make_unique<MemoryRoles>(10); },
                                            [](MemoryRoles& roles) { (void)fetch(roles); });
  EXPECT_GT(struck, 40U);
}

TEST(MaskedWeightsFaults, AtEveryAwaitOfLongOnes) {
  const auto struck = strike_at_every_await([] { return chunk_by_chunk(2); },
                                            [](MemoryRoles& roles) { (void)fetch(roles); });
  EXPECT_GT(struck, 50U);
}

}  // namespace
}  // namespace medisc::test
