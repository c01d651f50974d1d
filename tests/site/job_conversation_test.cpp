#include "site/job_conversation.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

PeerProcess process(uid_t user, const std::string& name) {
  return {user, 4711, name};
}

TEST(Admission, IsForTheDaemonsUserRootAndThoseNamed) {
  SocketConfig config;
  config.trusted = {"medisc-gateway"};
  EXPECT_TRUE(admit(process(::getuid(), "me"), config)->trusted);
  EXPECT_TRUE(admit(process(0, "root"), config)->trusted);
  EXPECT_TRUE(admit(process(4'000'001, "medisc-gateway"), config)->trusted);
  EXPECT_TRUE(failed(admit(process(4'000'002, "anna"), config), ErrorCode::kRefused, "anna"));
}

TEST(Admission, OfAGroupGivesNobodyElsesName) {
  SocketConfig config;
  config.group = "medisc";
  const auto caller = admit(process(4'000'002, "anna"), config);
  ASSERT_TRUE(succeeded(caller));
  EXPECT_FALSE(caller->trusted);
}

}  // namespace
}  // namespace medisc::test
