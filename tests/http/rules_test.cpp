// Heads, texts and addresses, without a socket.
#include <gmock/gmock.h>

#include "http/head_rules.hpp"
#include "http/json_text.hpp"
#include "http/response.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

HttpRequest head(HttpHeaders headers) {
  HttpRequest request;
  request.method = "POST";
  request.headers = std::move(headers);
  return request;
}

int status(HttpHeaders headers, const char* version = "HTTP/1.1") {
  headers.add("Host", "localhost");
  const auto fault = framing_fault(head(std::move(headers)), version);
  return fault ? fault->status : 0;
}

TEST(HeadRules, AllowListsMoreThanOnce) {
  EXPECT_EQ(status({{"Accept", "a"}, {"accept", "b"}, {"Cookie", "c"}, {"Cookie", "d"}}), 0);
  EXPECT_EQ(status({{"Authorization", "a"}, {"authorization", "b"}}), 400);
  EXPECT_EQ(status({{"Inference-Header-Content-Length", "1"},
                    {"Inference-Header-Content-Length", "2"}}),
            400);
}

TEST(HeadRules, KnowOneBodyAlone) {
  EXPECT_EQ(status({{"Content-Length", "12"}}), 0);
  EXPECT_EQ(status({{"Transfer-Encoding", "Chunked"}}), 0);
  EXPECT_EQ(status({{"Transfer-Encoding", "chunked"}}, "HTTP/1.0"), 400);
  EXPECT_EQ(status({{"Transfer-Encoding", "gzip"}}), 501);
  EXPECT_EQ(status({{"Transfer-Encoding", "chunked"}, {"Content-Length", "1"}}), 400);
  EXPECT_EQ(status({{"Content-Length", ""}}), 400);
  EXPECT_EQ(status({{"Content-Length", "1234567890123456789"}}), 400);
  EXPECT_EQ(status({{"Expect", "200-ok"}}), 417);
  EXPECT_EQ(status({}, "HTTP/1.2"), 505);
  EXPECT_EQ(content_length(HttpHeaders{{"content-length", "0017"}}), 17u);
}

TEST(HeadRules, KnowNamesAndValues) {
  EXPECT_EQ(status({{"X Y", "a"}}), 400);
  EXPECT_EQ(status({{"", "a"}}), 400);
  EXPECT_EQ(status({{"X", "a\x01"}}), 400);
  EXPECT_EQ(status({{"X", "a\tb\xC3\xA9"}}), 0);
}

TEST(HeadRules, KnowHosts) {
  const std::vector<std::string> hosts{"gateway.st-anna.example", "[::1]"};
  const auto known = [&](const char* host) {
    return !host_fault(HttpHeaders{{"Host", host}}, hosts);
  };
  EXPECT_TRUE(known("Gateway.St-Anna.Example:8443"));
  EXPECT_TRUE(known("[::1]"));
  EXPECT_TRUE(known("[::1]:80"));
  EXPECT_FALSE(known("::1"));
  EXPECT_FALSE(known("st-anna.example"));
  EXPECT_FALSE(host_fault(HttpHeaders{{"Host", "x"}}, std::vector<std::string>{"*"}));
}

TEST(Json, QuotesWhatNeedsIt) {
  EXPECT_EQ(json_quoted("a\"b\\c\nd\x01"
                        "e\x7f"),
            R"("a\"b\\c\nd\u0001e\u007f")");
  EXPECT_EQ(json_quoted("caf\xC3\xA9 \xF0\x9F\x91\xA9\xE2\x80\x8D"),
            "\"caf\xC3\xA9 \xF0\x9F\x91\xA9\xE2\x80\x8D\"");
  EXPECT_EQ(json_quoted("a\xC3"), "\"a\xEF\xBF\xBD\"");
  EXPECT_EQ(json_quoted("\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_EQ(http_problem(400, "a \"b\"").body, "{\"error\":\"a \\\"b\\\"\"}\n");
}

TEST(SecurityHeaders, GiveWayToAHandlersOwn) {
  HttpHeaders headers{{"content-security-policy", "default-src 'self'"}};
  add_security_headers(headers);
  EXPECT_EQ(headers.count("Content-Security-Policy"), 1u);
  EXPECT_EQ(headers.get("Content-Security-Policy"), "default-src 'self'");
  EXPECT_EQ(headers.get("Cache-Control"), "no-store");
}

}  // namespace
}  // namespace medisc::test
