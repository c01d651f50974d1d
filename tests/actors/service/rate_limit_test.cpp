#include "actors/service/rate_limit.hpp"

#include "tests/actors/world.hpp"

namespace medisc::test {
namespace {

PublicKey hospital(std::uint8_t number) {
  PublicKey key{};
  key[0] = number;
  return key;
}

const RateLimit::Clock::time_point kStart{std::chrono::hours(1000)};

TEST(RateLimit, CountsEachHospitalForAnHour) {
  RateLimit limit(100);
  EXPECT_TRUE(succeeded(limit.take(hospital(1), 60, kStart)));
  EXPECT_TRUE(succeeded(limit.take(hospital(1), 40, kStart + 10min)));
  EXPECT_TRUE(succeeded(limit.take(hospital(2), 100, kStart + 10min)));
  EXPECT_TRUE(
      failed(limit.take(hospital(1), 1, kStart + 11min), ErrorCode::kBusy, "in 49 min"));
  EXPECT_TRUE(
      failed(limit.take(hospital(1), 61, kStart + 11min), ErrorCode::kBusy, "in 59 min"));
  EXPECT_TRUE(failed(limit.take(hospital(1), 1, kStart + 59min), ErrorCode::kBusy, "in 1 min"));
  EXPECT_TRUE(succeeded(limit.take(hospital(1), 60, kStart + 60min)));
  EXPECT_TRUE(
      failed(limit.take(hospital(1), 1, kStart + 60min), ErrorCode::kBusy, "in 10 min"));
}

TEST(RateLimit, MoreAtOnceThanItAllowsIsRefused) {
  RateLimit limit(10);
  EXPECT_TRUE(failed(limit.take(hospital(1), 11, kStart), ErrorCode::kRefused, "at most 10"));
  EXPECT_TRUE(succeeded(limit.take(hospital(1), 10, kStart)));
}

TEST(RateLimit, NoneLetsAllPass) {
  RateLimit limit(0);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(succeeded(limit.take(hospital(1), 1'000'000'000, kStart)));
  }
}

}  // namespace
}  // namespace medisc::test
