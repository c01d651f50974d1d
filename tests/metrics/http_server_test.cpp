#include "metrics/http_server.hpp"

#include <chrono>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/metrics/http_client.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;
using Clock = std::chrono::steady_clock;

std::optional<HttpAnswer> pages(const std::string& path) {
  if (path == "/here") return HttpAnswer{200, "text/plain", "found\n"};
  if (path == "/ill") return HttpAnswer{503, "application/json", "{}\n"};
  if (path == "/thrown") throw std::runtime_error("a library threw this");
  return std::nullopt;
}

std::unique_ptr<HttpServer> serve() {
  return HttpServer::start({"127.0.0.1", 0}, pages).value();
}

TEST(HttpServer, AnswersWhatThePagesSay) {
  const auto server = serve();
  const Page here = get(server->address(), "/here");
  EXPECT_EQ(here.status, 200);
  EXPECT_EQ(here.body, "found\n");
  EXPECT_THAT(here.head, HasSubstr("Content-Type: text/plain\r\nContent-Length: 6"));
  EXPECT_EQ(get(server->address(), "/here?x=1").status, 200);
  EXPECT_EQ(get(server->address(), "/here", "HEAD").body, "");
  EXPECT_EQ(get(server->address(), "/ill").status, 503);
  EXPECT_EQ(get(server->address(), "/thrown").status, 500);
  for (const char* path : {"/", "/other", "/../etc/passwd", "/here/more"}) {
    EXPECT_EQ(get(server->address(), path).status, 404) << path;
  }
}

TEST(HttpServer, AnswersNoOtherMethods) {
  const auto server = serve();
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS"}) {
    EXPECT_EQ(get(server->address(), "/here", method).status, 405) << method;
  }
}

TEST(HttpServer, BoundsRequests) {
  const auto server = serve();
  const std::string endless(1'000'000, 'x');
  for (const std::string& request :
       {"GET /" + endless, "GET /here HTTP/1.1\r\nHost: " + endless, endless,
        std::string("\r\n")}) {
    EXPECT_THAT(talk_to(server->address(), request), testing::Not(HasSubstr("200 OK")));
  }
  EXPECT_EQ(get(server->address(), "/here").status, 200);
}

TEST(HttpServer, RefusesAPortInUse) {
  const auto server = serve();
  const auto second = HttpServer::start(server->address(), pages);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::kUsage);
  EXPECT_THAT(second.error().context,
              HasSubstr("can't serve metrics at " + to_string(server->address())));
  EXPECT_FALSE(HttpServer::start({"192.0.2.1", 0}, pages).has_value());
}

TEST(HttpServer, StopsAndFreesItsPort) {
  auto server = serve();
  const Address address = server->address();
  EXPECT_EQ(get(address, "/here").status, 200);
  const auto started = Clock::now();
  server.reset();
  EXPECT_LT(Clock::now() - started, std::chrono::seconds(5));
  EXPECT_EQ(get(address, "/here").status, 0);
  EXPECT_TRUE(HttpServer::start(address, pages).has_value());
}

}  // namespace
}  // namespace medisc::test
