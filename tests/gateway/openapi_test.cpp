// The description is held against the router that serves.
#include "gateway/openapi.hpp"

#include <set>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "gateway/route_texts.hpp"
#include "gateway/routes.hpp"
#include "tests/gateway/fake_intake.hpp"

namespace medisc::test {
namespace {

using Json = nlohmann::json;

/// With an intake, and without.
class OpenapiTest : public testing::TestWithParam<bool> {
 protected:
  std::vector<HttpRoute> routes() {
    return gateway_routes(daemon_, diagnoses_, config_, GetParam() ? &intake_ : nullptr);
  }

  GatewayConfig config_;
  Daemon daemon_{"nowhere.socket"};
  Diagnoses diagnoses_{daemon_, config_};
  FakeIntake intake_;
  std::vector<HttpRoute> routes_ = routes();
  Json document_ = Json::parse(openapi_of(routes_));

  const Json& operation(const std::string& pattern, const std::string& method) const {
    return document_.at("paths").at(pattern).at(method);
  }
};

TEST_P(OpenapiTest, HasEveryRouteAndNothingElse) {
  const auto router = HttpRouter::make(routes());
  ASSERT_TRUE(router.has_value());
  std::set<std::string> served;
  for (const HttpRoute& route : (*router)->routes()) {
    served.insert(route.name + " " + lower_case(route.method) + " " + route.pattern);
  }
  std::set<std::string> described;
  for (const auto& [pattern, operations] : document_.at("paths").items()) {
    for (const auto& [method, operation] : operations.items()) {
      described.insert(operation.at("operationId").get<std::string>() + " " + method + " " +
                       pattern);
    }
  }
  EXPECT_EQ(described, served);
  EXPECT_EQ(document_.at("openapi"), "3.1.0");
}

TEST_P(OpenapiTest, TextsAreOfRoutesAndOfAllOfThem) {
  std::set<std::string> names;
  for (const HttpRoute& route : routes_) names.insert(route.name);
  std::multiset<std::string> told;
  for (const RouteText& text : route_texts()) {
    const bool of_intake = text.name.starts_with("received") || text.name.starts_with("stow");
    if (GetParam() || !of_intake) told.insert(text.name);
    EXPECT_FALSE(text.summary.empty()) << text.name;
    EXPECT_FALSE(text.group.empty()) << text.name;
    EXPECT_FALSE(text.statuses.empty()) << text.name;
    EXPECT_NE(text.example.find("$MEDISC/"), std::string::npos) << text.name;
  }
  EXPECT_EQ(told, std::multiset<std::string>(names.begin(), names.end()));
}

TEST_P(OpenapiTest, SaysWhatRoutesTake) {
  for (const HttpRoute& route : routes_) {
    const Json& told = operation(route.pattern, lower_case(route.method));
    EXPECT_EQ(told.contains("requestBody"), route.body_limit > 0) << route.name;
    if (route.body_limit > 0) {
      EXPECT_EQ(told.at("requestBody").at("x-limit"), route.body_limit);
      EXPECT_FALSE(told.at("requestBody").at("content").empty()) << route.name;
      EXPECT_TRUE(told.at("responses").contains("413")) << route.name;
    }
    EXPECT_EQ(told.at("security"),
              route.scope.empty() ? Json::array() : Json::array({{{"token", {route.scope}}}}));
    EXPECT_EQ(told.at("responses").contains("401"), !route.scope.empty()) << route.name;
    std::string pattern = route.pattern;
    for (const Json& parameter : told.at("parameters")) {
      EXPECT_FALSE(parameter.at("description").get<std::string>().empty()) << parameter;
      if (parameter.at("in") != "path") continue;
      const std::string name = "{" + parameter.at("name").get<std::string>() + "}";
      ASSERT_NE(pattern.find(name), std::string::npos) << route.name;
      pattern.erase(pattern.find(name), name.size());
    }
    EXPECT_EQ(pattern.find('{'), std::string::npos) << "a variable of " << route.name;
  }
}

TEST_P(OpenapiTest, DescribesStowWhereItIsServed) {
  const Json& paths = document_.at("paths");
  EXPECT_EQ(paths.contains("/dicom-web/studies"), GetParam());
  if (!GetParam()) return;
  const Json& one = paths.at("/dicom-web/studies/{study}").at("post");
  EXPECT_EQ(one.at("parameters").at(0).at("description"), "a Study Instance UID");
  EXPECT_TRUE(one.at("requestBody").at("content").contains("multipart/related"));
  const Json& responses = one.at("responses");
  EXPECT_TRUE(responses.at("409").at("content").contains("application/dicom+json"));
  EXPECT_TRUE(responses.at("415").at("content").contains("application/json"));
}

TEST_P(OpenapiTest, IsServed) {
  const HttpRequest request;
  const HttpResponse response = routes_.back().handler(request);
  EXPECT_EQ(Json::parse(response.body), document_);
  EXPECT_EQ(response.headers.get("Content-Type"), "application/json");
}

INSTANTIATE_TEST_SUITE_P(Gateways, OpenapiTest, testing::Bool(),
                         [](const auto& told) { return told.param ? "Intake" : "NoIntake"; });

}  // namespace
}  // namespace medisc::test
