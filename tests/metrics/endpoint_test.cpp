#include "metrics/endpoint.hpp"
#include "metrics/disk_check.hpp"

#include "tests/metrics/http_client.hpp"
#include "tests/storage/stores.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;

EndpointSettings settings(const std::filesystem::path& database) {
  return {Address{"127.0.0.1", 0}, Role::kService, "1.2.3", database};
}

TEST(Endpoint, IsHealthyWhileTheDaemonServes) {
  Folder folder;
  const auto store = open_store(folder / "store.db").value();
  const auto endpoint = Endpoint::open(settings(folder / "store.db")).value();
  const auto health = [&] {
    return get(*endpoint->address(), "/healthz");
  };
  EXPECT_EQ(health().status, 503);
  EXPECT_THAT(health().body, HasSubstr("\"reason\":\"starting\""));
  endpoint->ready();
  EXPECT_EQ(health().status, 200);
  EXPECT_EQ(health().body, "{\"status\":\"ok\",\"role\":\"service\",\"version\":\"1.2.3\"}\n");
  endpoint->stopping();
  EXPECT_EQ(health().status, 503);
  EXPECT_THAT(health().body, HasSubstr("\"reason\":\"stopping\""));
}

TEST(Endpoint, IsNotHealthyWithoutItsDatabase) {
  Folder folder;
  const auto endpoint = Endpoint::open(settings(folder / "store.db")).value();
  endpoint->ready();
  const Page ill = get(*endpoint->address(), "/healthz");
  EXPECT_EQ(ill.status, 503);
  EXPECT_THAT(ill.body, HasSubstr("store.db"));
  EXPECT_EQ(std::count(ill.body.begin(), ill.body.end(), '\n'), 1);
  const auto store = open_store(folder / "store.db").value();
  EXPECT_EQ(get(*endpoint->address(), "/healthz").status, 200);
}

TEST(Endpoint, LivesWhereItIsNotReady) {
  Folder folder;
  const auto endpoint = Endpoint::open(settings(folder / "store.db")).value();
  const auto status = [&](const char* page) {
    return get(*endpoint->address(), page).status;
  };
  EXPECT_EQ(status("/livez"), 200);
  EXPECT_EQ(status("/readyz"), 503);
  const auto store = open_store(folder / "store.db").value();
  endpoint->ready();
  EXPECT_EQ(status("/readyz"), 200);
  endpoint->stopping();
  EXPECT_EQ(status("/livez"), 503);
}

TEST(DiskCheck, WritesBesideTheDatabase) {
  Folder folder;
  EXPECT_TRUE(check_disk(folder / "store.db"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "nothing is left behind";
  const auto gone = check_disk(folder / "no" / "store.db");
  ASSERT_FALSE(gone);
  EXPECT_THAT(render(gone.error()), HasSubstr("can't be written to: No such file"));
  const auto kernel = check_disk("/proc/store.db");
  ASSERT_FALSE(kernel);
  EXPECT_THAT(render(kernel.error()), HasSubstr("/proc can't be written to"));
}

TEST(Endpoint, ShowsWhatWasReported) {
  Folder folder;
  const auto store = open_store(folder / "store.db").value();
  const auto endpoint = Endpoint::open(settings(folder / "store.db")).value();
  endpoint->metrics()->add(metric::kRefusals, {{"error", "refused"}});
  const Page page = get(*endpoint->address(), "/metrics");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.head, HasSubstr("Content-Type: text/plain; version=0.0.4"));
  const auto samples = samples_in(page.body);
  EXPECT_EQ(samples.at("medisc_refusals_total{error=\"refused\"}"), 1);
  EXPECT_EQ(samples.at("medisc_build_info{role=\"service\",version=\"1.2.3\"}"), 1);
  EXPECT_GT(samples.at("medisc_database_bytes"), 0);
}

TEST(Endpoint, IsNothingWithoutAnAddress) {
  const auto endpoint = Endpoint::open({}).value();
  EXPECT_EQ(endpoint->address(), std::nullopt);
  endpoint->ready();
  endpoint->metrics()->add(metric::kSessions);
  endpoint->stopping();
}

}  // namespace
}  // namespace medisc::test
