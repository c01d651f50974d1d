// The endpoint's server, over sockets: what it answers, bounds and refuses.
#include <chrono>

#include "metrics/endpoint.hpp"
#include "tests/metrics/http_client.hpp"
#include "tests/storage/stores.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using Clock = std::chrono::steady_clock;

class EndpointHttp : public testing::Test {
 protected:
  EndpointHttp() { endpoint_->ready(); }

  Address address() const { return *endpoint_->address(); }

  Folder folder_;
  std::unique_ptr<Store> store_ = open_store(folder_ / "store.db").value();
  EndpointSettings settings_{Address{"127.0.0.1", 0}, Role::kService, "1",
                             folder_ / "store.db"};
  std::unique_ptr<Endpoint> endpoint_ = Endpoint::open(settings_).value();
};

TEST_F(EndpointHttp, AnswersAtTwoPaths) {
  EXPECT_EQ(get(address(), "/metrics").status, 200);
  EXPECT_EQ(get(address(), "/healthz?x=1").status, 200);
  EXPECT_EQ(get(address(), "/healthz", "HEAD").status, 200);
  EXPECT_EQ(get(address(), "/healthz", "HEAD").body, "");
  EXPECT_THAT(get(address(), "/healthz").head, HasSubstr("Connection: close"));
  for (const char* path : {"/", "/other", "/../etc/passwd", "/metrics/more"}) {
    EXPECT_EQ(get(address(), path).status, 404) << path;
  }
}

TEST_F(EndpointHttp, AnswersNoOtherMethods) {
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS"}) {
    EXPECT_EQ(get(address(), "/metrics", method).status, 405) << method;
  }
}

TEST_F(EndpointHttp, AnswersByWhateverName) {
  EXPECT_THAT(talk_to(address(), "GET /healthz HTTP/1.1\r\nHost: medisc.example:1\r\n\r\n"),
              HasSubstr("200 OK"));
}

TEST_F(EndpointHttp, BoundsRequests) {
  const std::string endless(1'000'000, 'x');
  for (const std::string& request :
       {"GET /" + endless, "GET /metrics HTTP/1.1\r\nHost: " + endless, endless,
        std::string("\r\n"),
        "GET /metrics HTTP/1.1\r\nHost: x\r\nX: " + endless.substr(0, 9000) + "\r\n\r\n"}) {
    EXPECT_THAT(talk_to(address(), request), Not(HasSubstr("200 OK")));
  }
  EXPECT_EQ(get(address(), "/metrics").status, 200);
}

TEST_F(EndpointHttp, RefusesAPortInUse) {
  settings_.listen = address();
  const auto second = Endpoint::open(settings_);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::kUsage);
  EXPECT_THAT(second.error().context,
              HasSubstr("can't serve metrics at " + to_string(address())));
  settings_.listen = Address{"192.0.2.1", 0};
  EXPECT_FALSE(Endpoint::open(settings_).has_value());
}

TEST_F(EndpointHttp, StopsAndFreesItsPort) {
  settings_.listen = address();
  EXPECT_EQ(get(*settings_.listen, "/healthz").status, 200);
  const auto started = Clock::now();
  endpoint_.reset();
  EXPECT_LT(Clock::now() - started, std::chrono::seconds(5));
  EXPECT_EQ(get(*settings_.listen, "/healthz").status, 0);
  EXPECT_TRUE(Endpoint::open(settings_).has_value());
}

}  // namespace
}  // namespace medisc::test
