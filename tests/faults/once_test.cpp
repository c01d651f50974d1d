// The audit itself: it sees what it is there to see.
#include "tests/faults/once.hpp"

#include <gmock/gmock.h>

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
  OpenSession open;
  open.ids = {bundle(number)};
  return open;
}

SentStream from_hospital(std::vector<Message> messages) {
  messages.insert(messages.begin(), hello(Role::kHospital));
  return {"hospital", std::move(messages)};
}

const std::string kOne = to_hex(bundle(1));

TEST(Audit, ABundleMayBeProposedTwiceAndUsedOnce) {
  const Spent spent{{kOne}, {}};
  const auto sent = from_hospital({open(1), open(1), Turn{}, Turn{}});
  EXPECT_THAT(reuse_in({sent}, spent, {}), IsEmpty());
}

TEST(Audit, SeesABundleThatMetTwoRecords) {
  const Spent spent{{kOne}, {}};
  const auto sent = from_hospital({open(1), Turn{}});
  EXPECT_THAT(reuse_in({sent, sent}, spent, {}),
              ElementsAre("bundle " + kOne + " met 2 records"));
}

TEST(Audit, SeesABundleThatIsUsedAndUnspent) {
  EXPECT_THAT(reuse_in({from_hospital({open(1), Turn{}})}, {}, {}),
              ElementsAre("the hospital has bundle " + kOne + " unspent"));
}

TEST(Audit, SeesASessionThatTheServiceHasForgotten) {
  const SessionAccepted accepted{{7}};
  const SentStream sent{"service", {hello(Role::kService), accepted, Turn{}, Turn{}}};
  const Spent spent{{kOne}, {to_hex(accepted.session)}};
  EXPECT_THAT(reuse_in({sent}, {}, spent), IsEmpty());
  EXPECT_THAT(reuse_in({sent}, {}, {}),
              ElementsAre("the service has no bundle of session " + to_hex(accepted.session)));
}

TEST(Audit, SeesOneMaskOverTwoValues) {
  const auto prepare = [](std::uint8_t opening) {
    return Message{Prepare{{}, {{bundle(1), {opening}}}}};
  };
  EXPECT_THAT(reuse_in({from_hospital({prepare(1), prepare(1)})}, {}, {}), IsEmpty());
  EXPECT_THAT(reuse_in({from_hospital({prepare(1)}), from_hospital({prepare(2)})}, {}, {}),
              ElementsAre("two different openings of " + kOne));
}

}  // namespace
}  // namespace medisc::test
