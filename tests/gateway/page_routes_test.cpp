#include "gateway/page_routes.hpp"

#include <gmock/gmock.h>

#include "gateway/page_file.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;

HttpResponse get(const std::string& path, const std::string& tag = "") {
  const auto router = HttpRouter::make(page_routes()).value();
  HttpRequest request;
  request.method = "GET";
  request.target = parse_target(path).value();
  if (!tag.empty()) request.headers.set("If-None-Match", tag);
  if (const auto admitted = router->admit(request); !admitted) return admitted.error();
  return router->answer(request);
}

TEST(PageRoutes, ServeThePageAndItsFiles) {
  EXPECT_EQ(get("/").headers.get("Content-Type"), "text/html; charset=utf-8");
  EXPECT_THAT(get("/").body, HasSubstr("Not for clinical use"));
  EXPECT_THAT(get("/docs").body, HasSubstr("/page/docs.js"));
  EXPECT_EQ(get("/page/page.js").headers.get("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(get("/page/icon.svg").headers.get("Content-Type"), "image/svg+xml");
  EXPECT_EQ(get("/page/none.js").status, 404);
  EXPECT_EQ(get("/page").status, 404);
}

TEST(PageRoutes, TellWhetherAFileHasChanged) {
  const HttpResponse first = get("/page/page.css");
  const std::string tag(first.headers.get("ETag").value());
  const HttpResponse again = get("/page/page.css", tag);
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(again.headers.get("ETag"), tag);
  EXPECT_EQ(get("/page/page.css", "\"other\"").body, first.body);
}

TEST(PageRoutes, LetNothingComeFromElsewhere) {
  for (const char* path : {"/", "/docs", "/page/page.js"}) {
    const HttpResponse response = get(path);
    const std::string policy(response.headers.get("Content-Security-Policy").value_or(""));
    EXPECT_THAT(policy, testing::StartsWith("default-src 'none'; "));
    EXPECT_THAT(policy, testing::Not(HasSubstr("unsafe")));
    EXPECT_THAT(policy, testing::Not(HasSubstr("*")));
  }
  for (const PageFile& file : page_files()) {
    EXPECT_THAT(std::string(file.text), testing::Not(HasSubstr("innerHTML"))) << file.name;
    EXPECT_THAT(std::string(file.text), testing::Not(HasSubstr("https://"))) << file.name;
    EXPECT_THAT(std::string(file.text), testing::Not(HasSubstr(" style=\""))) << file.name;
  }
}

}  // namespace
}  // namespace medisc::test
