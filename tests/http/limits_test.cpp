// What is too much, too many or too slow.
#include "tests/http/small_site.hpp"

#include <thread>

namespace medisc::test {
namespace {

using testing::HasSubstr;
using Clock = std::chrono::steady_clock;

TEST(Limits, OfABodyAreKnownBeforeItIsRead) {
  const SmallSite site;
  EXPECT_EQ(site.post("/echo", std::string(1000, 'x')).status, 200);
  RawClient client(site.where());
  client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1001\r\n\r\n");
  EXPECT_EQ(client.receive().status, 413) << "without a byte of the body";
  EXPECT_TRUE(client.is_closed_within(3s));
  EXPECT_EQ(site.post("/echo", std::string(3'000'000, 'x')).status, 413)
      << "who sends on hears it, too";
  EXPECT_EQ(ask(site.where(),
                "GET /hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
                "\r\nx")
                .status,
            413)
      << "a GET has no body";
}

TEST(Limits, OfAChunkedBodyHoldAsWell) {
  const SmallSite site;
  RawClient client(site.where());
  client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 11; ++i) client.send("64\r\n" + std::string(100, 'x') + "\r\n");
  client.send("0\r\n\r\n");
  EXPECT_EQ(client.receive().status, 413);
  RawClient endless(site.where());
  endless.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "10000\r\n" + std::string(65536, 'x') + "\r\n";
  int sent = 0;
  while (sent < 1000 && endless.send(chunk)) ++sent;
  EXPECT_LT(sent, 1000) << "it is cut off";
}

TEST(Limits, RefuseTheUnauthorisedBeforeTheirBody) {
  const SmallSite site;
  RawClient client(site.where());
  client.send("POST /locked HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n");
  EXPECT_EQ(client.receive().status, 401);
}

TEST(Limits, OfHeadersHold) {
  HttpLimits limits;
  limits.header_bytes = 4096;
  const SmallSite site(with_limits(limits));
  EXPECT_EQ(
      ask(site.where(), get_request("/hello", "X: " + std::string(3000, 'x') + "\r\n")).status,
      200);
  EXPECT_EQ(
      ask(site.where(), get_request("/hello", "X: " + std::string(5000, 'x') + "\r\n")).status,
      431);
  const std::string endless(1'000'000, 'x');
  for (const std::string& request :
       {"GET /" + endless, "GET /hello HTTP/1.1\r\nHost: " + endless, endless}) {
    EXPECT_NE(ask(site.where(), request).status, 200);
  }
  std::string many;
  for (int i = 0; i < 20000; ++i) many += "a:b\r\n";
  EXPECT_NE(ask(site.where(), get_request("/hello", many)).status, 200);
}

TEST(Limits, OfTimeEndThoseWhoSendByteByByte) {
  HttpLimits limits;
  limits.header_time = 300ms;
  limits.body_time = 300ms;
  const SmallSite site(with_limits(limits));
  for (const std::string& start :
       {std::string(), std::string("GET /hel"),
        std::string("GET /hello HTTP/1.1\r\nHost: localhost\r\nX: "),
        std::string("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n")}) {
    RawClient client(site.where());
    client.send(start);
    const auto started = Clock::now();
    while (!start.empty() && Clock::now() - started < 5s && !client.is_closed_within(50ms)) {
      client.send("x");
    }
    EXPECT_TRUE(!start.empty() || client.is_closed_within(5s));
    EXPECT_LT(Clock::now() - started, 2s) << start;
  }
  EXPECT_EQ(site.get("/hello").status, 200);
}

TEST(Limits, OfTimeBetweenRequestsHold) {
  HttpLimits limits;
  limits.idle_time = 300ms;
  const SmallSite site(with_limits(limits));
  RawClient client(site.where());
  client.send(get_request("/hello"));
  EXPECT_EQ(client.receive().status, 200);
  std::this_thread::sleep_for(100ms);
  client.send(get_request("/hello"));
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_TRUE(client.is_closed_within(2s));
}

TEST(Limits, OfConnectionsAreToldWithAStatus) {
  HttpLimits limits;
  limits.connections = 4;
  limits.connections_each = 2;
  const SmallSite site(with_limits(limits));
  const RawClient first(site.where());
  const RawClient second(site.where());
  Reply reply = site.get("/hello");
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(reply.header("Retry-After"), "1");
  const RawClient third(site.where());
  const RawClient fourth(site.where());
  EXPECT_TRUE(comes_true([&] { return site.get("/hello").status == 503; }));
}

TEST(Limits, OfConnectionsAreFreeAgainOnceTheyEnd) {
  HttpLimits limits;
  limits.connections_each = 1;
  const SmallSite site(with_limits(limits));
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(comes_true([&] { return site.get("/hello").status == 200; }));
  }
}

TEST(Limits, OfRequestsInFlightHold) {
  HttpLimits limits;
  limits.requests = 2;
  const SmallSite site(with_limits(limits));
  {
    RawClient first(site.where());
    RawClient second(site.where());
    first.send(get_request("/slow"));
    second.send(get_request("/slow"));
    ASSERT_TRUE(comes_true([&] { return site.slow_running() == 2; }));
    const Reply reply = site.get("/hello");
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.header("Retry-After"), "1");
  }
  EXPECT_TRUE(comes_true([&] { return site.get("/hello").status == 200; }));
  EXPECT_TRUE(comes_true([&] { return site.slow_given_up() == 2; }))
      << "the handlers learn that their clients went";
}

TEST(Limits, OfAllBodiesTogetherHold) {
  HttpLimits limits;
  limits.body_bytes_in_all = 1500;
  const SmallSite site(with_limits(limits));
  RawClient first(site.where());
  first.send(
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
      "Expect: 100-continue\r\n\r\n");
  ASSERT_EQ(first.receive().status, 100);
  EXPECT_EQ(site.post("/echo", std::string(600, 'x')).status, 503);
  EXPECT_EQ(site.post("/echo", std::string(400, 'x')).status, 200);
  first.send(std::string(1000, 'x'));
  EXPECT_EQ(first.receive().status, 200);
  EXPECT_TRUE(
      comes_true([&] { return site.post("/echo", std::string(900, 'x')).status == 200; }));
}

TEST(Limits, OfSendingEndThoseWhoTakeNothing) {
  HttpLimits limits;
  limits.send_time = 1s;
  const SmallSite site(with_limits(limits));
  RawClient client(site.where());
  client.send(get_request("/flood"));
  std::this_thread::sleep_for(3s);
  EXPECT_LT(client.receive_all().size(), kFlood);
}

TEST(Limits, OfSendingSpareThoseWhoAreSlow) {
  HttpLimits limits;
  limits.send_time = 500ms;
  const SmallSite site(with_limits(limits));
  RawClient client(site.where());
  client.send(get_request("/flood", "Connection: close\r\n"));
  std::size_t taken = 0;
  const auto started = Clock::now();
  while (Clock::now() - started < 2s) {
    taken += client.receive_some().size();
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_GT(taken + client.receive_all().size(), kFlood);
}

TEST(Limits, OfSendingDoNotCountBetweenRequests) {
  HttpLimits limits;
  limits.send_time = 1s;
  const SmallSite site(with_limits(limits));
  RawClient client(site.where());
  client.send("POST /large HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_EQ(client.receive().body, "3");
  std::this_thread::sleep_for(1500ms);
  client.send(get_request("/hello"));
  EXPECT_EQ(client.receive().status, 200);
}

}  // namespace
}  // namespace medisc::test
