#include "metrics/registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/metrics/http_client.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Registry, WritesWhatItWasToldWithHelpAndType) {
  Registry registry;
  registry.add(metric::kSessions, {{"model", "breast"}, {"outcome", "done"}}, 1);
  registry.add(metric::kSessions, {{"outcome", "done"}, {"model", "breast"}}, 2);
  registry.add(metric::kSessions, {{"model", "breast"}, {"outcome", "failed"}}, 1);
  registry.set(metric::kConversationsOpen, {}, 5);
  registry.set(metric::kConversationsOpen, {}, 4);
  const std::string text = registry.text({});
  EXPECT_THAT(text, HasSubstr("# HELP medisc_sessions_total "));
  EXPECT_THAT(text, HasSubstr("# TYPE medisc_sessions_total counter\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE medisc_conversations_open gauge\n"));
  const auto samples = samples_in(text);
  EXPECT_EQ(samples.at("medisc_sessions_total{model=\"breast\",outcome=\"done\"}"), 3);
  EXPECT_EQ(samples.at("medisc_sessions_total{model=\"breast\",outcome=\"failed\"}"), 1);
  EXPECT_EQ(samples.at("medisc_conversations_open"), 4);
  EXPECT_THAT(text, Not(HasSubstr("medisc_refusals_total"))) << "nothing was refused";
}

TEST(Registry, HistogramsHaveTheBucketsOfTheirUnit) {
  Registry registry;
  registry.observe(metric::kOnlineSeconds, {{"model", "m"}}, 0.0004);
  registry.observe(metric::kOnlineSeconds, {{"model", "m"}}, 0.003);
  registry.observe(metric::kSessionBytes, {{"direction", "up"}}, 2000);
  const auto samples = samples_in(registry.text({}));
  EXPECT_EQ(samples.at("medisc_session_online_seconds_bucket{model=\"m\",le=\"0.0002\"}"), 0);
  EXPECT_EQ(samples.at("medisc_session_online_seconds_bucket{model=\"m\",le=\"0.0005\"}"), 1);
  EXPECT_EQ(samples.at("medisc_session_online_seconds_bucket{model=\"m\",le=\"0.005\"}"), 2);
  EXPECT_EQ(samples.at("medisc_session_online_seconds_bucket{model=\"m\",le=\"+Inf\"}"), 2);
  EXPECT_NEAR(samples.at("medisc_session_online_seconds_sum{model=\"m\"}"), 0.0034, 1e-9);
  EXPECT_EQ(samples.at("medisc_session_wire_bytes_bucket{direction=\"up\",le=\"1024\"}"), 0);
  EXPECT_EQ(samples.at("medisc_session_wire_bytes_bucket{direction=\"up\",le=\"4096\"}"), 1);
}

TEST(Registry, TakesInWhatIsLookedUp) {
  const Registry registry;
  const std::string text =
      registry.text({{&metric::kBundlesConsumed, {{"model", "a"}}, 7},
                     {&metric::kPoolBundles, {{"model", "a"}, {"state", "prepared"}}, 3},
                     {&metric::kBundlesConsumed, {{"model", "b"}, {"hospital", ""}}, 9}});
  EXPECT_THAT(text, HasSubstr("# TYPE medisc_bundles_consumed_total counter\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE medisc_pool_bundles gauge\n"));
  const auto samples = samples_in(text);
  EXPECT_EQ(samples.at("medisc_bundles_consumed_total{model=\"a\"}"), 7);
  EXPECT_EQ(samples.at("medisc_bundles_consumed_total{model=\"b\"}"), 9);
  EXPECT_EQ(samples.at("medisc_pool_bundles{model=\"a\",state=\"prepared\"}"), 3);
}

TEST(Registry, ALabelCantBreakItsLine) {
  Registry registry;
  registry.add(metric::kRecords, {{"model", "a\"b\nc\\d"}}, 1);
  EXPECT_EQ(samples_in(registry.text({})).count(R"(medisc_records_total{model="a\"b\nc\\d"})"),
            1u);
}

TEST(Metrics, WhereNobodyAsksForgetAll) {
  const auto metrics = no_metrics();
  metrics->add(metric::kSessions);
  metrics->set(metric::kConversationsOpen, {}, 1);
  metrics->observe(metric::kOnlineSeconds, {}, 1);
}

}  // namespace
}  // namespace medisc::test
