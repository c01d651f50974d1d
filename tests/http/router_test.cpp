#include "http/router.hpp"

#include <gmock/gmock.h>

#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

HttpRoute route(const std::string& name, const std::string& method, const std::string& pattern,
                std::size_t limit = 0) {
  return {name, method, pattern, "read", limit, [name](const HttpRequest&) {
            return http_text(200, name);
          }};
}

HttpRequest request(const std::string& method, const std::string& target) {
  HttpRequest made;
  made.method = method;
  made.target = parse_target(target).value();
  return made;
}

std::shared_ptr<HttpRouter> models() {
  return HttpRouter::make(
             {route("any", "GET", "/v2/models/{model}"),
              route("stats", "GET", "/v2/models/stats"),
              route("infer", "POST", "/v2/models/{model}/versions/{version}/infer", 77),
              route("root", "GET", "/")})
      .value();
}

TEST(Router, FindsTheRouteItsLimitAndItsVariables) {
  const auto router = models();
  HttpRequest infer = request("POST", "/v2/models/breast/versions/3/infer");
  EXPECT_EQ(router->admit(infer), 77u);
  EXPECT_EQ(infer.route, "infer");
  EXPECT_EQ(infer.variables["model"], "breast");
  EXPECT_EQ(infer.variables["version"], "3");
  EXPECT_EQ(router->answer(infer).body, "infer");
  HttpRequest root = request("HEAD", "/");
  EXPECT_TRUE(router->admit(root).has_value());
  EXPECT_EQ(router->answer(root).body, "root");
}

TEST(Router, TakesTheNarrowestPattern) {
  for (const bool swapped : {false, true}) {
    std::vector<HttpRoute> routes{route("any", "GET", "/{a}/x"), route("word", "GET", "/w/x")};
    if (swapped) std::swap(routes[0], routes[1]);
    const auto router = HttpRouter::make(routes).value();
    HttpRequest word = request("GET", "/w/x");
    HttpRequest other = request("GET", "/v/x");
    EXPECT_TRUE(router->admit(word) && router->admit(other));
    EXPECT_EQ(word.route, "word");
    EXPECT_TRUE(word.variables.empty());
    EXPECT_EQ(other.route, "any");
  }
}

TEST(Router, TellsAPathThatIsNotThereFromAMethod) {
  const auto router = models();
  for (const char* path : {"/v2", "/v2/models/a/b", "/v2/models", "/V2/models/a"}) {
    HttpRequest none = request("GET", path);
    EXPECT_EQ(router->admit(none).error().status, 404) << path;
  }
  HttpRequest wrong = request("DELETE", "/v2/models/breast");
  const auto refused = router->admit(wrong);
  EXPECT_EQ(refused.error().status, 405);
  EXPECT_EQ(refused.error().headers.get("Allow"), "GET, HEAD");
}

TEST(Router, LetsAGuardRefuse) {
  const auto guard = [](const HttpRoute& of, HttpRequest& head) -> std::optional<HttpResponse> {
    head.user = of.scope + "er";
    if (of.name == "b") return http_problem(403, "not you");
    return std::nullopt;
  };
  const auto router =
      HttpRouter::make({route("a", "GET", "/a"), route("b", "GET", "/b")}, guard).value();
  HttpRequest good = request("GET", "/a");
  HttpRequest bad = request("GET", "/b");
  EXPECT_TRUE(router->admit(good).has_value());
  EXPECT_EQ(good.user, "reader");
  EXPECT_EQ(router->admit(bad).error().status, 403);
}

TEST(Router, RefusesTablesThatAreAmbiguous) {
  const auto fails = [](std::vector<HttpRoute> routes) {
    return failed(HttpRouter::make(std::move(routes)), ErrorCode::kUsage);
  };
  EXPECT_TRUE(fails({route("a", "GET", "/{x}"), route("b", "GET", "/{y}")}));
  EXPECT_TRUE(fails({route("a", "GET", "/x"), route("a", "GET", "/y")}));
  for (const char* pattern : {"x", "", "//x", "/{}", "/{x", "/{a}/{a}"}) {
    EXPECT_TRUE(fails({route("a", "GET", pattern)})) << pattern;
  }
}

}  // namespace
}  // namespace medisc::test
