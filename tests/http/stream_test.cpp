// Streams, and the end of a server.
#include "tests/http/small_site.hpp"

#include <thread>

namespace medisc::test {
namespace {

using testing::HasSubstr;
using Clock = std::chrono::steady_clock;

/// What has come of a stream once `part` has.
std::string read_until(RawClient& client, const std::string& part) {
  std::string text;
  while (text.find(part) == std::string::npos) {
    const std::string more = client.receive_some();
    if (more.empty()) break;
    text += more;
  }
  return text;
}

TEST(Streams, SendEachPieceAtOnce) {
  const SmallSite site;
  RawClient client(site.where());
  const auto started = Clock::now();
  client.send(get_request("/ticks"));
  const std::string text = read_until(client, "data: 5\n");
  EXPECT_THAT(text, HasSubstr("Transfer-Encoding: chunked"));
  EXPECT_THAT(text, HasSubstr("data: 5\n"));
  EXPECT_LT(Clock::now() - started, 5s);
}

TEST(Streams, AreNotRunForTheirHead) {
  const SmallSite site;
  RawClient client(site.where());
  client.send("HEAD /ticks HTTP/1.1\r\nHost: localhost\r\n\r\n" + get_request("/hello"));
  EXPECT_EQ(client.receive(false).header("Content-Type"), "text/event-stream");
  EXPECT_EQ(client.receive().body, "hello\n");
}

TEST(Streams, EndOnceTheClientGoes) {
  const SmallSite site;
  {
    RawClient client(site.where());
    client.send(get_request("/ticks"));
    read_until(client, "data: 1\n");
  }
  EXPECT_TRUE(comes_true([&] { return site.streams_ended() == 1; }));
}

TEST(Streams, EndOnceTheServerStops) {
  SmallSite site;
  RawClient client(site.where());
  client.send(get_request("/ticks"));
  read_until(client, "data: 1\n");
  const auto started = Clock::now();
  site.stop();
  EXPECT_LT(Clock::now() - started, 3s);
  EXPECT_TRUE(client.receive_all().ends_with("0\r\n\r\n")) << "as a stream ends that is whole";
}

TEST(Stopping, LetsRequestsInFlightEnd) {
  HttpLimits limits;
  limits.grace = 500ms;
  SmallSite site(with_limits(limits));
  const HttpListen where = site.where();
  RawClient client(where);
  RawClient idle(where);
  client.send(get_request("/slow"));
  ASSERT_TRUE(comes_true([&] { return site.slow_running() == 1; }));
  const auto started = Clock::now();
  site.stop();
  EXPECT_GE(Clock::now() - started, 400ms) << "the grace";
  EXPECT_LT(Clock::now() - started, 5s);
  EXPECT_EQ(site.slow_given_up(), 1) << "it was told then";
  EXPECT_TRUE(idle.is_closed_within(1s));
  EXPECT_FALSE(RawClient(where).is_connected());
}

TEST(Stopping, AnswersWhatEndsInTime) {
  SmallSite site;
  RawClient client(site.where());
  client.send(
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n"
      "Expect: 100-continue\r\n\r\n");
  ASSERT_EQ(client.receive().status, 100);
  std::thread rest([&] {
    std::this_thread::sleep_for(200ms);
    client.send("abc");
  });
  site.stop();
  rest.join();
  const Reply reply = client.receive();
  EXPECT_EQ(reply.body, "abc");
  EXPECT_EQ(reply.header("Connection"), "close");
}

TEST(Stopping, FreesThePortAndMayBeDoneTwice) {
  SmallSite site;
  const HttpListen where = site.where();
  site.get("/hello");
  site.stop();
  site.stop();
  EXPECT_EQ(ask(where, get_request("/hello")).status, 0);
}

TEST(Stopping, LeavesNothingBehind) {
  for (int i = 0; i < 20; ++i) {
    SmallSite site;
    RawClient client(site.where());
    client.send(i % 2 == 0 ? get_request("/ticks") : "GET /hel");
  }
}

}  // namespace
}  // namespace medisc::test
