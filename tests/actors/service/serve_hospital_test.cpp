// A service's conversation with one hospital, and what it answers.
#include "actors/service/serve_hospital.hpp"

#include <gtest/gtest.h>

#include "actors/conversation/rollback_check.hpp"
#include "actors/hospital/peers.hpp"
#include "protocol/hospital.hpp"
#include "tests/actors/memory/memory_roles.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

using namespace std::chrono_literals;
using Talk = std::function<Task<void>(Process&, Connection&)>;

/// A hospital that says what a test wants; it has reported what it spent, or not yet.
Result<void> talk(MemoryRoles& roles, bool reported, Talk say) {
  return roles.as_hospital([&](Process& process) -> Task<void> {
    const PeerAddress& address = roles.hospital.settings.service;
    const OwnName self = roles.hospital.self();
    const Patience patience;
    Connection* service = reported ? co_await connect_to_service(process, roles.hospital)
                                   : co_await connect_to(process, self, address, patience);
    co_await say(process, *service);
  });
}

Task<Message> answer_to(Connection& connection, Message message) {
  connection.send(message);
  const Bytes encoded = co_await connection.receive();
  co_return open_answer(encoded);
}

std::vector<BundleId> first_ids(MemoryRoles& roles, std::size_t count) {
  const LedgerAnswer found = roles.hospital_answers(
      FindBundles{roles.hospital.pool_of(roles.plan), BundleState::kPrepared, count});
  std::vector<BundleId> ids;
  for (const std::string& id : value_of(std::get<Result<Ids>>(found))) {
    ids.push_back(value_of(from_hex<BundleId>(id, "bundle id")));
  }
  return ids;
}

TEST(ServeHospital, NoSessionBeforeAReport) {
  MemoryRoles roles(4);
  ASSERT_TRUE(succeeded(roles.prepare(2)));
  EXPECT_TRUE(failed(talk(roles, false,
                          [&](Process&, Connection& service) -> Task<void> {
                            const OpenSession open{hash_of(roles.plan), first_ids(roles, 1)};
                            co_await answer_to(service, open);
                          }),
                     ErrorCode::kProtocol, "needs a report of what was spent"));
  EXPECT_EQ(roles.at_service(BundleState::kPrepared), 2U);
}

TEST(ServeHospital, PingsAndPlansNeedNoReport) {
  MemoryRoles roles(4);
  EXPECT_TRUE(succeeded(talk(roles, false, [&](Process&, Connection& service) -> Task<void> {
    co_await request<Pong, Ping>(service);
    const PlanOffer offer = co_await request<PlanOffer, PlanRequest>(service, "small");
    EXPECT_EQ(offer.plan, roles.plan);
  })));
}

TEST(ServeHospital, WhatIsNoRequestToAServiceEndsIt) {
  MemoryRoles roles(4);
  EXPECT_TRUE(failed(talk(roles, true,
                          [&](Process&, Connection& service) -> Task<void> {
                            co_await answer_to(service, Pong());
                          }),
                     ErrorCode::kProtocol, "a service does not answer a pong"));
}

TEST(ServeHospital, AHospitalThatIsStruckOffIsRefusedAtItsNextRequest) {
  MemoryRoles roles(4);
  bool registered = true;
  roles.service_settings.is_registered = [&](const Peer&) {
    return registered;
  };
  roles.make_service();
  EXPECT_TRUE(failed(talk(roles, true,
                          [&](Process&, Connection& service) -> Task<void> {
                            co_await request<Pong, Ping>(service);
                            registered = false;
                            co_await request<Pong, Ping>(service);
                          }),
                     ErrorCode::kRefused, "is not registered here any more"));
}

TEST(ServeSession, AnOverfullHourIsBusyAndNothingIsSpent) {
  MemoryRoles roles(10);
  roles.service_settings.records_an_hour = 3;
  roles.make_service();
  ASSERT_TRUE(succeeded(roles.prepare(5)));
  ASSERT_TRUE(succeeded(roles.diagnose(2)));
  EXPECT_TRUE(failed(roles.diagnose(2, 2), ErrorCode::kBusy));
  EXPECT_EQ(roles.at_service(BundleState::kConsumed), 2U);
  EXPECT_EQ(roles.claimable(), 3U);
  EXPECT_TRUE(roles.notes->await("service-busy"));
}

TEST(ServeSession, WhoWaitsForAPlaceInVainIsTold) {
  MemoryRoles roles(10);
  roles.service_settings.sessions = {1, 1, 20s};
  roles.make_service();
  ASSERT_TRUE(succeeded(roles.prepare(2)));
  {
    const auto place = roles.service->gate.try_enter(PublicKey{}, 1);
    ASSERT_TRUE(place.has_value());
    const SteadyTime began = roles.network.now();
    EXPECT_TRUE(failed(roles.diagnose(1), ErrorCode::kBusy, "none has ended for 20 s"));
    EXPECT_EQ(roles.network.now() - began, 20s + 1ms) << "and the millisecond of dialling";
  }
  EXPECT_TRUE(succeeded(roles.diagnose(1)));
}

TEST(ServeSession, WhoHangsUpWhileItWaitsLeavesThePlaceToOthers) {
  MemoryRoles roles(10);
  roles.service_settings.sessions = {1, 5, 20s};
  roles.make_service();
  ASSERT_TRUE(succeeded(roles.prepare(2)));
  auto place = roles.service->gate.try_enter(PublicKey{}, 1);
  EXPECT_TRUE(succeeded(talk(roles, true, [&](Process&, Connection& service) -> Task<void> {
    service.send(OpenSession{hash_of(roles.plan), first_ids(roles, 1)});
    co_return;
  })));
  roles.network.advance(1s);
  place.reset();
  roles.network.advance(1s);
  EXPECT_EQ(roles.service->gate.running(), 0U);
  EXPECT_EQ(roles.at_service(BundleState::kPrepared), 2U) << "nothing was spent for it";
  EXPECT_TRUE(succeeded(roles.diagnose(1)));
}

TEST(ServeSession, IsRecordedByBothWithEqualBytes) {
  MemoryRoles roles(4);
  ASSERT_TRUE(succeeded(roles.prepare(2)));
  ASSERT_TRUE(succeeded(roles.diagnose(2, 2)));
  const auto at_service = roles.service_store->sessions(9).value();
  const auto at_hospital = roles.hospital_store->sessions(9).value();
  ASSERT_EQ(at_service.size(), 1U);
  ASSERT_EQ(at_hospital.size(), 1U);
  EXPECT_EQ(at_service[0].start.id, at_hospital[0].start.id);
  EXPECT_EQ(at_service[0].costs.payload_up, at_hospital[0].costs.payload_up);
  EXPECT_EQ(at_service[0].costs.wire_down, at_hospital[0].costs.wire_down);
  EXPECT_TRUE(roles.notes->await("session-done"));
}

TEST(TakeOpenings, OfAnotherLengthThanThePlansAreRefused) {
  MemoryRoles roles(4);
  ASSERT_TRUE(succeeded(roles.prepare(1)));
  EXPECT_TRUE(failed(talk(roles, true,
                          [&](Process&, Connection& service) -> Task<void> {
                            Prepare prepare{hash_of(roles.plan), {}};
                            prepare.bundles.push_back({BundleId{9}, in_chunks(Bytes(3))});
                            co_await answer_to(service, prepare);
                          }),
                     ErrorCode::kProtocol, "bytes that the plan asks for"));
}

TEST(TakeOpenings, OfBundlesThatTheDealerLacksAreRefused) {
  MemoryRoles roles(4);
  ASSERT_TRUE(succeeded(roles.prepare(1)));
  EXPECT_TRUE(failed(talk(roles, true,
                          [&](Process&, Connection& service) -> Task<void> {
                            Prepare prepare{hash_of(roles.plan), {}};
                            const std::size_t bytes = openings_bytes(make_gates(roles.plan));
                            prepare.bundles.push_back({BundleId{9}, in_chunks(Bytes(bytes))});
                            co_await answer_to(service, prepare);
                          }),
                     ErrorCode::kRefused, "the dealer does not have 1 of the bundles"));
}

TEST(GiveWeights, ADealerThatIsAwayIsNoneOfTheHospitalsDoing) {
  MemoryRoles roles(4);
  roles.network.stop_listening(MemoryRoles::kDealerPort);
  EXPECT_TRUE(failed(roles.prepare(1), ErrorCode::kPeerUnavailable,
                     "the service can't meet the dealer"));
}

TEST(GiveWeights, FromAChunkThatThereIsNotAreRefused) {
  MemoryRoles roles(4);
  for (const std::uint32_t first : {1U, 65536U, 0xffffffffU}) {
    EXPECT_TRUE(failed(talk(roles, true,
                            [&](Process&, Connection& service) -> Task<void> {
                              const WeightsRequest asked{hash_of(roles.plan), first};
                              co_await answer_to(service, asked);
                            }),
                       ErrorCode::kProtocol, "on; there are 1"));
  }
}

TEST(GiveWeights, OfAnotherPlanAreRefusedByName) {
  MemoryRoles roles(4);
  EXPECT_TRUE(failed(talk(roles, true,
                          [&](Process&, Connection& service) -> Task<void> {
                            const PlanHash other{1, 2, 3};
                            co_await request<MaskedWeights, WeightsRequest>(service, other, 0U);
                          }),
                     ErrorCode::kPlanMismatch, "this service runs small"));
}

}  // namespace
}  // namespace medisc::test
