// What no well-behaved client sends. The server must answer each with a refusal, or close, and
// go on.
#include "tests/http/small_site.hpp"

namespace medisc::test {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kHost = "Host: localhost\r\n";

/// What comes back of a request that must not get through, and must close the connection.
std::string refusal_of(const SmallSite& site, const std::string& request) {
  RawClient client(site.where());
  client.send(request);
  client.finish();
  return client.receive_all();
}

class Hostile : public testing::Test {
 protected:
  ~Hostile() override {
    EXPECT_EQ(site_.handled(), 0);
    EXPECT_EQ(site_.get("/hello").status, 200) << "it goes on";
  }

  SmallSite site_;
};

TEST_F(Hostile, TwoReadingsOfABodyAreRefused) {
  const std::string post = std::string("POST /echo HTTP/1.1\r\n") + kHost;
  const std::string hidden = get_request("/hello");
  for (const std::string& fields : {
           std::string("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n"),
           std::string("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n"),
           std::string("Content-Length: 4\r\nContent-Length: 4\r\n"),
           std::string("Content-Length: 4\r\nContent-Length: 0\r\n"),
           std::string("Content-Length: 0\r\ncontent-length: 4\r\n"),
           std::string("Content-Length: +4\r\n"),
           std::string("Content-Length: 4, 4\r\n"),
           std::string("Content-Length: 0x4\r\n"),
           std::string("Content-Length: -1\r\n"),
           std::string("Content-Length : 4\r\n"),
           std::string("Content-Length: 99999999999999999999\r\n"),
           std::string("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"),
           std::string("Transfer-Encoding: gzip, chunked\r\n"),
           std::string("Transfer-Encoding: identity\r\n"),
           std::string("Transfer-Encoding: xchunked\r\n"),
           std::string("Transfer-Encoding:\r\n chunked\r\n"),
           std::string("X: a\nContent-Length: 4\r\n"),
           std::string("X: a\0b\r\nContent-Length: 4\r\n", 27),
           std::string("X: a\r\n Content-Length: 4\r\n"),
       }) {
    const std::string answer = refusal_of(site_, post + fields + "\r\n" + "0\r\n\r\n" + hidden);
    EXPECT_THAT(answer, Not(HasSubstr("200 OK"))) << fields;
    EXPECT_THAT(answer, AnyOf("", HasSubstr("HTTP/1.1 400"), HasSubstr("HTTP/1.1 413"),
                              HasSubstr("HTTP/1.1 501")))
        << fields;
  }
}

TEST(Friendly, RequestsSentInTheSameWayGetThrough) {
  const SmallSite site;
  EXPECT_THAT(refusal_of(site, post_request("/echo", "abc", "X: a\r\nY:b \r\nZ:\r\n")),
              HasSubstr("200 OK"));
  EXPECT_THAT(refusal_of(site, "\r\n" + get_request("/hello")), HasSubstr("200 OK"));
}

TEST_F(Hostile, ChunksOfNoSizeAreRefused) {
  const std::string post =
      std::string("POST /echo HTTP/1.1\r\n") + kHost + "Transfer-Encoding: chunked\r\n\r\n";
  for (const std::string chunks :
       {"x\r\n", "-1\r\na\r\n", "\r\n\r\n", "3\r\nabcdef\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFFF\r\na", "ffffffffffffffff\r\nabc", "3 \r\nabc\r\n0\r\n\r\n"}) {
    EXPECT_THAT(refusal_of(site_, post + chunks), Not(HasSubstr("200 OK"))) << chunks;
  }
}

TEST_F(Hostile, TruncatedBodiesReachNoHandler) {
  for (const std::string& request :
       {post_request("/echo", "abcdef").substr(0, post_request("/echo", "abcdef").size() - 1),
        std::string("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                    "\r\n3\r\nabc\r\n"),
        std::string("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                    "\r\n3\r\nabc\r\n0\r\n")}) {
    EXPECT_THAT(refusal_of(site_, request), Not(HasSubstr("200 OK")));
  }
}

TEST_F(Hostile, MalformedHeadsAreRefused) {
  const std::string nul("\0", 1);
  for (const std::string& request : {
           std::string("\r\n\r\n\r\n"),
           std::string("GET\r\n\r\n"),
           std::string("GET /hello\r\n\r\n"),
           std::string("GET /hello HTTP/1.1\r\n\r\n"),
           std::string("GET /hello HTTP/2.0\r\nHost: localhost\r\n\r\n"),
           std::string("GET /hello HTTP/1.1 x\r\nHost: localhost\r\n\r\n"),
           std::string("GET /hello XTTP/1.1\r\nHost: localhost\r\n\r\n"),
           std::string("GET /hel lo HTTP/1.1\r\nHost: localhost\r\n\r\n"),
           "GET /hello" + nul + "x HTTP/1.1\r\nHost: localhost\r\n\r\n",
           "G" + nul + "ET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n",
           "GET /hello HTTP/1.1\r\nHost: localhost\r\nX" + nul + ": a\r\n\r\n",
           std::string("GET /hello HTTP/1.1\nHost: localhost\n\n"),
           std::string("GET /hello HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n"),
           std::string("GET /hello HTTP/1.1\r\nHost: localhost\r\n: a\r\n\r\n"),
           std::string("GET /hello HTTP/1.1\r\nHost: localhost\r\nX: a\x7f\r\n\r\n"),
           std::string("GET /hello HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"),
           std::string("GET http://localhost/hello HTTP/1.1\r\nHost: localhost\r\n\r\n"),
           std::string("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n"),
           std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11),
       }) {
    EXPECT_THAT(refusal_of(site_, request), Not(HasSubstr("200 OK"))) << request;
  }
}

TEST_F(Hostile, BadPercentSignsAreRefused) {
  for (const char* target :
       {"/hello%", "/hello%2", "/hello%zz", "/hello%00", "/hel%2flo", "/hello%0a", "/hello%ff",
        "/hello?a=%", "/hello?%00=1", "/hello?a=%c3%28", "/hello#a"}) {
    EXPECT_EQ(site_.get(target).status, 400) << target;
  }
}

TEST_F(Hostile, PathsDoNotLeaveTheRoot) {
  EXPECT_EQ(site_.get("/../../etc/passwd").status, 404);
  EXPECT_EQ(site_.get("/..%2f..%2fetc/passwd").status, 400);
  EXPECT_EQ(site_.get("/x/../hello").status, 200);
  EXPECT_EQ(site_.get("/%2e%2e/./hello//").status, 200);
}

TEST_F(Hostile, OtherHostsNamesAreRefused) {
  const auto with_host = [&](const std::string& host) {
    return ask(site_.where(), "GET /hello HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status;
  };
  for (const char* host : {"localhost", "LOCALHOST:80", "127.0.0.1", "[::1]:7", "localhost."}) {
    EXPECT_EQ(with_host(host), 200) << host;
  }
  for (const char* host : {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example",
                           "evil.example:80", "localhost@evil", "[::2]", ""}) {
    EXPECT_EQ(with_host(host), 421) << host;
  }
}

TEST(Origins, ThatAreForeignMayNotChangeAnything) {
  const SmallSite site;
  const auto from = [&](const std::string& fields) {
    return ask(site.where(), post_request("/echo", "a", fields)).status;
  };
  EXPECT_EQ(from(""), 200);
  EXPECT_EQ(from("Origin: http://localhost\r\n"), 200);
  EXPECT_EQ(from("Sec-Fetch-Site: same-origin\r\n"), 200);
  for (const char* fields :
       {"Origin: http://evil.example\r\n", "Origin: null\r\n", "Origin: https://localhost\r\n",
        "Origin: http://localhost:81\r\n", "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\nOrigin: http://localhost\r\n"}) {
    EXPECT_EQ(from(fields), 403) << fields;
  }
  EXPECT_EQ(ask(site.where(), get_request("/hello", "Origin: http://evil.example\r\n")).status,
            200)
      << "a browser does not let that page read it";
}

}  // namespace
}  // namespace medisc::test
