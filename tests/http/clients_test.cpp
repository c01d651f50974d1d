// Many clients at once.
#include <thread>

#include "tests/http/small_site.hpp"

namespace medisc::test {
namespace {

TEST(Clients, SixtyFourAtOnceKeepTheirConnections) {
  const SmallSite site;
  std::atomic<int> good = 0;
  std::vector<std::thread> clients;
  const auto started = std::chrono::steady_clock::now();
  for (int i = 0; i < 64; ++i) {
    clients.emplace_back([&, i] {
      RawClient client(site.where());
      const std::string body(100 + static_cast<std::size_t>(i), 'x');
      for (int j = 0; j < 50; ++j) {
        client.send(post_request("/echo", body));
        if (client.receive().body == body) ++good;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(good, 64 * 50);
  EXPECT_EQ(site.handled(), 64 * 50);
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - started;
  RecordProperty("requests_a_second", static_cast<int>(64 * 50 / time.count()));
}

TEST(Clients, ThatWaitDoNotHoldUpOthers) {
  const SmallSite site;
  std::vector<std::unique_ptr<RawClient>> waiting;
  for (int i = 0; i < 63; ++i) {
    waiting.push_back(std::make_unique<RawClient>(site.where()));
    waiting.back()->send(get_request("/slow"));
  }
  ASSERT_TRUE(comes_true([&] { return site.slow_running() == 63; }));
  const auto started = std::chrono::steady_clock::now();
  EXPECT_EQ(site.get("/hello").status, 200);
  EXPECT_LT(std::chrono::steady_clock::now() - started, 1s);
  waiting.clear();
  EXPECT_TRUE(comes_true([&] { return site.slow_running() == 0; }));
}

}  // namespace
}  // namespace medisc::test
