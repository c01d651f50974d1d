#include "actors/conversation/rollback_check.hpp"

#include <gtest/gtest.h>

#include "actors/hospital/peers.hpp"
#include "tests/actors/memory/memory_roles.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

/// The hospital goes back to what it had before it spent anything.
TEST(RollbackCheck, AnOlderCopyHearsOfItAndBurnsWhatItMayHaveSpent) {
  MemoryRoles roles(10);
  ASSERT_TRUE(succeeded(roles.prepare(4)));
  ASSERT_TRUE(succeeded(roles.diagnose(3)));
  // A fresh database stands for the copy: it has spent nothing, and its peers know better.
  auto store = std::make_unique<MemoryStore>();
  Store* copy = store.get();
  auto answers = std::make_shared<PartyAnswers>(std::move(store), Owner::kHospital);
  roles.hospital_answers = [answers](const LedgerRequest& request) {
    return answers->answer(request);
  };
  roles.hospital_store = copy;
  ASSERT_TRUE(succeeded(roles.prepare(2)));
  EXPECT_TRUE(roles.notes->await("old-copy-found role=service"));
  // From then on it knows, and is not warned again.
  const std::size_t lines = roles.notes->lines().size();
  ASSERT_TRUE(succeeded(roles.diagnose(2)));
  EXPECT_TRUE(roles.are_right());
  for (std::size_t i = lines; i < roles.notes->lines().size(); ++i) {
    EXPECT_EQ(roles.notes->lines()[i].find("old-copy-found"), std::string::npos);
  }
}

TEST(RollbackCheck, WhoDoesNotAnswerIsHungUpOn) {
  MemoryRoles roles(1);
  roles.network.listen(
      MemoryRoles::kServicePort,
      [&](Process& process, Connection& connection) -> Task<void> {
        co_await accept_peer(connection, roles.service->self(),
                             roles.service_settings.is_registered);
        co_await process.sleep(std::chrono::minutes(5));
      },
      roles.service_answers);
  EXPECT_TRUE(failed(roles.as_hospital([&](Process& process) -> Task<void> {
    co_await connect_to_service(process, roles.hospital);
  }),
                     ErrorCode::kPeerUnavailable, "has been silent for 60 s"));
}

TEST(RollbackCheckFaults, AtEveryAwait) {
  const auto struck = strike_at_every_await(
      [] {
        auto roles = std::make_unique<MemoryRoles>(20);
        EXPECT_TRUE(succeeded(roles->prepare(3)));
        EXPECT_TRUE(succeeded(roles->diagnose(1)));
        return roles;
      },
      [](MemoryRoles& roles) {
        (void)roles.as_hospital([&](Process& process) -> Task<void> {
          Connection* service = co_await connect_to_service(process, roles.hospital);
          service->close();
        });
      });
  EXPECT_GT(struck, 20U);
}

}  // namespace
}  // namespace medisc::test
