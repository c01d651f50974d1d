#include "actors/ledger/dealer_ledger.hpp"

#include <algorithm>

#include "actors/dealer/fill_pool.hpp"
#include "messages/sealed_box.hpp"
#include "storage/memory_store.hpp"
#include "tests/actors/world.hpp"
#include "tests/messages/samples.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::test {
namespace {

bool equal(const Seed& a, const Seed& b) {
  return std::ranges::equal(a.bytes(), b.bytes());
}

class DealerLedgerTest : public testing::Test {
 protected:
  DealerLedgerTest() {
    auto store = std::make_unique<MemoryStore>();
    store_ = store.get();
    ledger_ = world_.adopt(spawn_dealer_ledger(world_.system(), std::move(store)));
  }

  template <class Answer>
  Result<Answer> ask(const Peer& peer, Message request) {
    auto message = world_.ask(ledger_, PeerRequest{peer, std::move(request)});
    if (!message) return tl::unexpected<Error>(message.error());
    if (auto* answer = std::get_if<Answer>(&*message)) return std::move(*answer);
    return fail(ErrorCode::kInternal, message_name(*message));
  }

  void register_plan() {
    const auto registered = ask<PlanRegistered>(service_, RegisterPlan{"small", small_plan()});
    ASSERT_TRUE(succeeded(registered));
    EXPECT_EQ(registered->plan_hash, hash_);
  }
  void fill(const Peer& hospital, const Peer& service, std::uint64_t count) {
    const FillOrder order{hash_, small_plan(), hospital.key, service.key, count};
    ASSERT_TRUE(succeeded(fill_pool(*store_, order, [](std::uint64_t) { return true; })));
  }
  Result<BundleGrant> oldest(const Peer& peer, const Peer& counterpart, std::uint32_t limit) {
    return ask<BundleGrant>(peer, BundleRequest{hash_, counterpart.key, limit, {}});
  }
  static std::vector<BundleId> ids(const BundleGrant& grant) {
    std::vector<BundleId> ids;
    for (const SealedHalf& half : grant.halves) ids.push_back(half.id);
    return ids;
  }

  World world_;
  Store* store_ = nullptr;
  Ledger ledger_;
  const PlanHash hash_ = hash_of(small_plan());
  const Identity hospital_identity_ = samples::identity(1);
  const Identity other_identity_ = samples::identity(2);
  const Identity service_identity_ = samples::identity(3);
  const Identity rival_identity_ = samples::identity(4);
  const Peer hospital_{hospital_identity_.public_key(), Role::kHospital};
  const Peer other_{other_identity_.public_key(), Role::kHospital};
  const Peer service_{service_identity_.public_key(), Role::kService};
  const Peer rival_{rival_identity_.public_key(), Role::kService};
};

TEST_F(DealerLedgerTest, RegistersPlansOfServicesAlone) {
  EXPECT_TRUE(failed(ask<PlanRegistered>(hospital_, RegisterPlan{"small", small_plan()}),
                     ErrorCode::kRefused, "only a service"));
  EXPECT_TRUE(store_->plans().value().empty());
  register_plan();
  register_plan();
  ASSERT_EQ(store_->plans().value().size(), 1U);
  EXPECT_EQ(store_->plans().value()[0].model, "small");
}

TEST_F(DealerLedgerTest, GivesTheMaskToTheServiceAlone) {
  register_plan();
  const MaskRequest request{hash_, hospital_.key};
  EXPECT_TRUE(
      failed(ask<MaskGrant>(hospital_, request), ErrorCode::kRefused, "only a service"));
  EXPECT_TRUE(failed(ask<MaskGrant>(hospital_, MaskRequest{hash_, service_.key}),
                     ErrorCode::kRefused, "only a service"));
  const auto open = [&](const Identity& identity, const MaskGrant& grant,
                        const Peer& hospital) {
    return open_sealed(identity, mask_id(hash_, hospital.key), Role::kService, grant.sealed);
  };
  const auto first = ask<MaskGrant>(service_, request);
  const auto again = ask<MaskGrant>(service_, request);
  ASSERT_TRUE(succeeded(first));
  const auto mask = open(service_identity_, *first, hospital_);
  ASSERT_TRUE(succeeded(mask));
  EXPECT_TRUE(equal(open(service_identity_, *again, hospital_).value(), *mask));
  EXPECT_NE(again->sealed, first->sealed);
  EXPECT_FALSE(open(hospital_identity_, *first, hospital_).has_value());
  // Another hospital, another mask; to another service, none: the plan is not its own.
  const auto theirs = ask<MaskGrant>(service_, MaskRequest{hash_, other_.key});
  EXPECT_FALSE(equal(open(service_identity_, *theirs, other_).value(), *mask));
  EXPECT_TRUE(failed(ask<MaskGrant>(rival_, request), ErrorCode::kRefused, "another service"));
}

TEST_F(DealerLedgerTest, DeliversEachHalfToItsOwnerAlone) {
  register_plan();
  fill(hospital_, service_, 3);
  const auto mine = oldest(hospital_, service_, 2);
  ASSERT_TRUE(succeeded(mine));
  ASSERT_EQ(mine->halves.size(), 2U);
  EXPECT_EQ(mine->remaining, 1U);
  const auto theirs = ask<BundleGrant>(
      service_,
      BundleRequest{hash_, hospital_.key, 0, {mine->halves[1].id, mine->halves[0].id}, 0});
  ASSERT_TRUE(succeeded(theirs));
  EXPECT_EQ(ids(*theirs), (std::vector{mine->halves[1].id, mine->halves[0].id}));
  EXPECT_NE(theirs->halves[1].sealed, mine->halves[0].sealed);

  const SealedHalf& half = mine->halves[0];
  EXPECT_TRUE(open_sealed(hospital_identity_, half.id, Role::kHospital, half.sealed));
  EXPECT_FALSE(open_sealed(service_identity_, half.id, Role::kHospital, half.sealed));
  EXPECT_FALSE(open_sealed(other_identity_, half.id, Role::kHospital, half.sealed));
  const SealedHalf& other = theirs->halves[0];
  EXPECT_TRUE(open_sealed(service_identity_, other.id, Role::kService, other.sealed));
  EXPECT_FALSE(open_sealed(hospital_identity_, other.id, Role::kService, other.sealed));
}

TEST_F(DealerLedgerTest, AnotherPartysPoolIsOutOfReach) {
  register_plan();
  fill(hospital_, service_, 2);
  const auto mine = oldest(hospital_, service_, 2);
  ASSERT_EQ(mine->halves.size(), 2U);
  // Whoever asks names the counterpart only; the own side is the key that was proven.
  EXPECT_TRUE(oldest(other_, service_, 9)->halves.empty());
  EXPECT_TRUE(ask<BundleGrant>(other_, BundleRequest{hash_, service_.key, 0, ids(*mine)})
                  ->halves.empty());
  EXPECT_TRUE(failed(ask<ReceiptTaken>(other_, BundleReceipt{hash_, service_.key, ids(*mine)}),
                     ErrorCode::kRefused));
  // The plan's pools are with its service alone.
  EXPECT_TRUE(failed(oldest(other_, hospital_, 9), ErrorCode::kRefused, "another service"));
  EXPECT_TRUE(failed(oldest(rival_, hospital_, 9), ErrorCode::kRefused, "another service"));
  EXPECT_TRUE(failed(oldest(hospital_, hospital_, 9), ErrorCode::kRefused, "another service"));
  EXPECT_TRUE(
      failed(ask<BundleGrant>(rival_, BundleRequest{hash_, hospital_.key, 0, ids(*mine)}),
             ErrorCode::kRefused));
  EXPECT_TRUE(failed(ask<ReceiptTaken>(rival_, BundleReceipt{hash_, hospital_.key, ids(*mine)}),
                     ErrorCode::kRefused));
  EXPECT_EQ(oldest(hospital_, service_, 9)->halves.size(), 2U);
}

TEST_F(DealerLedgerTest, AReceiptErasesTheOwnHalvesOnly) {
  register_plan();
  fill(hospital_, service_, 2);
  const auto mine = oldest(hospital_, service_, 2);
  const BundleReceipt first{hash_, service_.key, {mine->halves[0].id}};
  ASSERT_TRUE(succeeded(ask<ReceiptTaken>(hospital_, first)));
  ASSERT_TRUE(succeeded(ask<ReceiptTaken>(hospital_, first)));  // once more changes nothing
  EXPECT_EQ(ids(*oldest(hospital_, service_, 9)), (std::vector{mine->halves[1].id}));
  EXPECT_EQ(oldest(service_, hospital_, 9)->halves.size(), 2U);
  ASSERT_TRUE(
      succeeded(ask<ReceiptTaken>(service_, BundleReceipt{hash_, hospital_.key, ids(*mine)})));
  EXPECT_TRUE(oldest(service_, hospital_, 9)->halves.empty());
  EXPECT_EQ(oldest(hospital_, service_, 9)->halves.size(), 1U);
  EXPECT_TRUE(
      failed(ask<ReceiptTaken>(hospital_, BundleReceipt{hash_, service_.key, {BundleId{7}}}),
             ErrorCode::kRefused));
}

TEST_F(DealerLedgerTest, ManyIdsAreAnsweredInOrder) {
  register_plan();
  fill(hospital_, service_, 40);
  auto wanted = ids(*oldest(hospital_, service_, 40));
  std::reverse(wanted.begin(), wanted.end());
  const auto grant = ask<BundleGrant>(service_, BundleRequest{hash_, hospital_.key, 0, wanted});
  ASSERT_TRUE(succeeded(grant));
  EXPECT_EQ(ids(*grant), wanted);
  EXPECT_EQ(grant->remaining, 0U);
}

TEST_F(DealerLedgerTest, AnUnknownPlanIsRefused) {
  EXPECT_TRUE(failed(oldest(hospital_, service_, 1), ErrorCode::kRefused));
  EXPECT_TRUE(
      failed(ask<MaskGrant>(service_, MaskRequest{hash_, hospital_.key}), ErrorCode::kRefused));
}

TEST_F(DealerLedgerTest, WhatIsNoRequestToADealerIsAnError) {
  for (const Message& message : samples::all_messages()) {
    if (std::holds_alternative<RegisterPlan>(message) ||
        std::holds_alternative<MaskRequest>(message) ||
        std::holds_alternative<BundleRequest>(message) ||
        std::holds_alternative<BundleReceipt>(message)) {
      continue;
    }
    EXPECT_TRUE(failed(ask<ReceiptTaken>(service_, message), ErrorCode::kProtocol,
                       message_name(message)));
  }
}

}  // namespace
}  // namespace medisc::test
