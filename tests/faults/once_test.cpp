// The audit itself: it sees what it is there to see.
#include "tests/faults/once.hpp"

#include <gmock/gmock.h>

#include "protocol/traffic.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Hello hello(Role role) {
  Hello hello;
  hello.role = role;
  return hello;
}

BundleId bundle(std::uint8_t number) {
  BundleId id{};
  id[0] = number;
  return id;
}

OpenSession open(std::uint8_t number) {
  return {hash_of(small_plan()), {bundle(number)}};
}

/// A party's turns in a session over one record, as long as declared.
std::vector<Turn> turns_of(Party sender) {
  std::vector<Turn> turns;
  for (const DeclaredMessage& message :
       declared_traffic(make_gates(small_plan()), 1).messages) {
    if (message.sender == sender) turns.push_back({Bytes(message.bytes()), true});
  }
  return turns;
}

const Turn kUp = turns_of(Party::kHospital).at(0);
const Turn kDown = turns_of(Party::kService).at(0);

SentStream from(Role role, std::vector<Message> messages) {
  messages.insert(messages.begin(), hello(role));
  return {"", std::move(messages)};
}

const SentStream kOffer = from(Role::kService, {PlanOffer{"small", small_plan()}});
const SessionAccepted kAccepted{{7}};
const std::string kOne = to_hex(bundle(1));
const Spent kSpent{{kOne}, {{to_hex(kAccepted.session), {to_hex(hash_of(small_plan())), 1}}}};
constexpr const char* kMore = "more, or other turns, than the plan declares";

/// With the plan's offer, and kSpent at both parties.
std::vector<std::string> problems(std::vector<SentStream> sent) {
  sent.push_back(kOffer);
  return reuse_in(sent, kSpent, kSpent);
}

TEST(Audit, ABundleMayBeProposedTwiceAndUsedOnce) {
  const auto turns = turns_of(Party::kHospital);
  std::vector<Message> messages{open(1), open(1)};
  messages.insert(messages.end(), turns.begin(), turns.end());
  EXPECT_THAT(problems({from(Role::kHospital, messages)}), IsEmpty());
}

TEST(Audit, SeesABundleThatMetTwoRecords) {
  const auto sent = from(Role::kHospital, {open(1), kUp});
  EXPECT_THAT(problems({sent, sent}), ElementsAre("bundle " + kOne + " met 2 records"));
}

TEST(Audit, SeesABundleThatIsUsedAndUnspent) {
  EXPECT_THAT(reuse_in({kOffer, from(Role::kHospital, {open(1), kUp})}, {}, {}),
              ElementsAre("the hospital has bundle " + kOne + " unspent"));
}

TEST(Audit, SeesASessionThatTheServiceHasForgotten) {
  const auto turns = turns_of(Party::kService);
  std::vector<Message> messages{kAccepted};
  messages.insert(messages.end(), turns.begin(), turns.end());
  const auto sent = from(Role::kService, messages);
  EXPECT_THAT(problems({sent}), IsEmpty());
  EXPECT_THAT(reuse_in({kOffer, sent}, {}, {}),
              ElementsAre("the service has no bundle of session " + to_hex(kAccepted.session)));
}

TEST(Audit, SeesASelectionThatIsSentTwice) {
  EXPECT_THAT(problems({from(Role::kService, {kAccepted, kDown})}), IsEmpty());
  EXPECT_THAT(problems({from(Role::kService, {kAccepted, kDown, kDown})}), ElementsAre(kMore));
  EXPECT_THAT(problems({from(Role::kHospital, {open(1), kUp, kUp})}), ElementsAre(kMore));
}

TEST(Audit, ATurnMayBeSentInPieces) {
  Turn first = kDown;
  Turn rest = kDown;
  first.payload.resize(1);
  first.last = false;
  rest.payload.resize(kDown.payload.size() - 1);
  EXPECT_THAT(problems({from(Role::kService, {kAccepted, first, rest})}), IsEmpty());
  EXPECT_THAT(problems({from(Role::kService, {kAccepted, first, kDown})}), ElementsAre(kMore));
  EXPECT_THAT(problems({from(Role::kService, {kAccepted, rest})}), ElementsAre(kMore));
}

TEST(Audit, SeesASessionWhosePlanNobodyKnows) {
  EXPECT_THAT(reuse_in({from(Role::kHospital, {open(1), kUp})}, kSpent, {}),
              ElementsAre("a session of a plan that was never offered"));
}

TEST(Audit, SeesOneMaskOverTwoValues) {
  const auto prepare = [](std::uint8_t opening) {
    return Message{Prepare{{}, {{bundle(1), in_chunks(Bytes{opening})}}}};
  };
  const auto once = from(Role::kHospital, {prepare(1)});
  EXPECT_THAT(problems({from(Role::kHospital, {prepare(1), prepare(1)})}), IsEmpty());
  EXPECT_THAT(problems({once, from(Role::kHospital, {prepare(2)})}),
              ElementsAre("two different openings of " + kOne + ", chunk 0"));
}

}  // namespace
}  // namespace medisc::test
