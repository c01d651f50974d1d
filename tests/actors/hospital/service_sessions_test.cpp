#include "actors/hospital/service_sessions.hpp"

#include <gtest/gtest.h>

#include "actors/hospital/peers.hpp"
#include "plan/reference.hpp"
#include "tests/actors/memory/memory_roles.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

/// Runs `talk` with sessions over one connection, on `prepared` bundles.
class ServiceSessionsTest : public testing::Test {
 protected:
  using Talk = std::function<Task<void>(ServiceSessions&, Connection&)>;

  Result<void> with_sessions(Talk talk) {
    return roles_.as_hospital([&](Process& process) -> Task<void> {
      Connection* service = co_await connect_to_service(process, roles_.hospital);
      ServiceSessions sessions(process, roles_.hospital, *service, model_, gates_);
      co_await talk(sessions, *service);
    });
  }

  void SetUp() override {
    ASSERT_TRUE(succeeded(roles_.prepare(4)));
    const LedgerAnswer claimed = roles_.hospital_answers(
        Claim{roles_.hospital.pool_of(roles_.plan), BundleState::kPrepared, 4});
    ids_ = value_of(std::get<Result<Ids>>(claimed));
  }

  MemoryRoles roles_{10};
  /// So many records, all the same, on these bundles, as a session has them.
  SessionRecords records_on(const Ids& ids) const {
    DiagnoseOrder order;
    order.records.assign(ids.size(), kSmallRecord);
    auto job = std::make_shared<Job>(std::move(order), nullptr);
    job->taken = ids.size();
    job->open_sessions = 1;
    return {{std::move(job), 0, ids}};
  }

  static constexpr std::uint64_t kRoom = 64u << 20;
  const ModelPlan model_{"small", roles_.plan};
  const Gates gates_ = make_gates(roles_.plan);
  Ids ids_;
};

TEST_F(ServiceSessionsTest, OneAfterTheOther) {
  ASSERT_TRUE(succeeded(with_sessions([&](ServiceSessions& sessions, auto&) -> Task<void> {
    for (const std::size_t first : {0U, 2U}) {
      const Ids ids(ids_.begin() + first, ids_.begin() + first + 2);
      const Proposal proposal = co_await sessions.propose(ids);
      EXPECT_TRUE(proposal.spent.empty());
      ReadySession ready = co_await sessions.open(proposal.session, ids, kRoom);
      SessionRecords records = records_on(ids);
      const auto diagnoses = co_await sessions.run(std::move(ready), std::move(records));
      EXPECT_EQ(diagnoses.size(), 2U);
      for (const Diagnosis& diagnosis : diagnoses) {
        EXPECT_EQ(diagnosis.logits, reference(roles_.plan, small_weights(), kSmallRecord));
        EXPECT_EQ(diagnosis.session, proposal.session);
      }
    }
  })));
  EXPECT_EQ(roles_.at_hospital(BundleState::kConsumed), 4U);
  EXPECT_EQ(roles_.at_service(BundleState::kConsumed), 4U);
}

TEST_F(ServiceSessionsTest, BundlesThatTheServiceLacksAreNamed) {
  const std::string unknown(32, 'a');
  ASSERT_TRUE(succeeded(with_sessions([&](ServiceSessions& sessions, auto&) -> Task<void> {
    const Ids proposed{ids_[0], unknown};
    const Proposal proposal = co_await sessions.propose(proposed);
    EXPECT_EQ(proposal.spent, Ids{unknown});
  })));
  EXPECT_EQ(roles_.at_service(BundleState::kConsumed), 0U);
}

TEST_F(ServiceSessionsTest, AnAnswerThatIsLostBurnsTheBundles) {
  const auto lost = with_sessions([&](ServiceSessions& sessions, auto&) -> Task<void> {
    roles_.network.strike(MemoryNetwork::Fault::kCut, 0);
    const Proposal proposal = co_await sessions.propose(ids_);
  });
  EXPECT_TRUE(failed(lost, ErrorCode::kPeerUnavailable));
  EXPECT_EQ(roles_.at_hospital(BundleState::kBurned), 4U);
}

TEST_F(ServiceSessionsTest, ASessionThatFailsIsRecordedWithItsError) {
  EXPECT_TRUE(failed(
      with_sessions([&](ServiceSessions& sessions, Connection& service) -> Task<void> {
        const Ids one(ids_.begin(), ids_.begin() + 1);
        const Proposal proposal = co_await sessions.propose(one);
        ReadySession ready = co_await sessions.open(proposal.session, one, kRoom);
        service.close();
        SessionRecords records = records_on(one);
        const auto diagnoses = co_await sessions.run(std::move(ready), std::move(records));
      }),
      ErrorCode::kPeerUnavailable));
  const auto sessions = roles_.hospital_store->sessions(10);
  ASSERT_TRUE(succeeded(sessions));
  ASSERT_EQ(sessions->size(), 1U);
  EXPECT_TRUE(sessions->front().error.has_value());
}

}  // namespace
}  // namespace medisc::test
