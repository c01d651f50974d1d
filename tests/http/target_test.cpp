#include "http/target.hpp"

#include <gmock/gmock.h>

#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(Target, IsSegmentsAndParameters) {
  const auto target = parse_target("/v2/models/caf%C3%A9%20x/infer?a=1&b=x+y%2Bz&a=2&c&=d&");
  ASSERT_TRUE(succeeded(target));
  EXPECT_THAT(target->segments, ElementsAre("v2", "models", "caf\xC3\xA9 x", "infer"));
  EXPECT_THAT(target->query, ElementsAre(Pair("a", "1"), Pair("b", "x y+z"), Pair("a", "2"),
                                         Pair("c", ""), Pair("", "d")));
  EXPECT_EQ(target->parameter("a"), "1");
  EXPECT_EQ(target->parameter("z"), std::nullopt);
  EXPECT_EQ(target->path(), "/v2/models/caf\xC3\xA9 x/infer");
}

TEST(Target, MeansOnePathHoweverItIsWritten) {
  for (const char* text :
       {"/a/b", "/a//b/", "//a/./b", "/a/x/../b", "/../a/b", "/a/%62", "/%2E/a/b/x/%2e%2E"}) {
    const auto target = parse_target(text);
    ASSERT_TRUE(succeeded(target));
    EXPECT_EQ(target->path(), "/a/b") << text;
  }
  EXPECT_EQ(parse_target("/").value().path(), "/");
  EXPECT_EQ(parse_target("/..").value().path(), "/");
  EXPECT_EQ(parse_target("/a+b").value().path(), "/a+b") << "a blank in a query alone";
}

TEST(Target, ThatIsNoPathIsRefused) {
  for (const std::string& text : {std::string(),           std::string("*"),
                                  std::string("a"),        std::string("http://x/"),
                                  std::string("/a b"),     std::string("/a#b"),
                                  std::string("/a\x01"),   std::string("/a\xC3\xA9"),
                                  std::string("/a\0b", 4), std::string("/%"),
                                  std::string("/%4"),      std::string("/%4g"),
                                  std::string("/%00"),     std::string("/%0a"),
                                  std::string("/%2f"),     std::string("/%5c"),
                                  std::string("/%c3"),     std::string("/%e2%80%ae"),
                                  std::string("/a?b=%"),   std::string("/a?%7f")}) {
    EXPECT_TRUE(failed(parse_target(text), ErrorCode::kBadInput)) << text;
  }
}

TEST(Target, IsBounded) {
  std::string deep;
  for (std::size_t i = 0; i <= kMaxSegments; ++i) deep += "/a";
  EXPECT_TRUE(failed(parse_target(deep), ErrorCode::kBadInput, "too deep"));
  std::string wide = "/?";
  for (std::size_t i = 0; i <= kMaxParameters; ++i) wide += "a&";
  EXPECT_TRUE(failed(parse_target(wide), ErrorCode::kBadInput, "too long"));
}

}  // namespace
}  // namespace medisc::test
