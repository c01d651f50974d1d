#include "site/import_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace medisc::test {
namespace {

TEST(ImportOptionsOf, NameAnOutputAndShapes) {
  const auto options = import_options("logits", {"x=3x32x32", "a=b=7"});
  ASSERT_TRUE(options.has_value());
  EXPECT_EQ(options->output, "logits");
  EXPECT_THAT(options->input_shapes.at("x"), testing::ElementsAre(3, 32, 32));
  EXPECT_THAT(options->input_shapes.at("a=b"), testing::ElementsAre(7));
  EXPECT_EQ(import_options("", {})->output, std::nullopt);
}

TEST(ImportOptionsOf, ShapesThatAreNoneAreRefused) {
  for (const char* text : {"", "x", "x=", "=3", "x=3x", "x=x3", "x=0", "x=-1", "x=3,4",
                           "x=3xx4", "x=99999999999999999999"}) {
    const auto options = import_options("", {text});
    ASSERT_FALSE(options.has_value()) << text;
    EXPECT_EQ(options.error().code, ErrorCode::kUsage) << text;
  }
}

}  // namespace
}  // namespace medisc::test
