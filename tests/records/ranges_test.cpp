#include "records/ranges.hpp"

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"
#include "tests/records/scratch_file.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;

Result<std::vector<double>> read(const std::string& text, std::size_t columns) {
  return read_ranges(ScratchFile("ranges.csv", text).path(), columns);
}

auto refused(const char* text) {
  return Refused(ErrorCode::kBadInput, text);
}

TEST(Ranges, WithAndWithoutAHeader) {
  EXPECT_THAT(*read("age,mass\n128,0.5\n", 2), ElementsAre(128, 0.5));
  EXPECT_THAT(*read("128,0.5\n", 2), ElementsAre(128, 0.5));
}

TEST(Ranges, Refuses) {
  EXPECT_THAT(read("a,b\n1,2\n3,4\n5,6\n", 2), refused("has 3 rows"));
  EXPECT_THAT(read("a,b\n1,2\n", 3), refused("2 feature columns; expected 3"));
  EXPECT_THAT(read("a,b\n1,0\n", 2), refused("column 2 is not positive"));
  EXPECT_THAT(read("a,b\n-1,2\n", 2), refused("column 1 is not positive"));
  EXPECT_THAT(read("a,label\n1,2\n", 1), refused("a column of labels"));
  EXPECT_THAT(read("a,b\n1,nan\n", 2), refused("column 2"));
  EXPECT_THAT(read_ranges("/nowhere/ranges.csv"), refused("/nowhere/ranges.csv"));
}

Result<FeatureRanges> read_both(const std::string& text) {
  return read_feature_ranges(ScratchFile("ranges.csv", text).path());
}

TEST(Ranges, NamesComeFromTheHeader) {
  EXPECT_THAT(read_both("age,mass\n128,0.5\n")->names, ElementsAre("age", "mass"));
  EXPECT_TRUE(read_both("age,mass\n128,0.5\n")->least.empty());
  EXPECT_TRUE(read_both("128,0.5\n")->names.empty());
}

TEST(Ranges, OfTwoSides) {
  for (const char* text :
       {"bound,age,mass\nleast,-1,2\nlargest,5,0x\n",
        "bound,age,mass\nleast,-1,2\nlargest,5,3\n", "bound,age,mass\nmax,5,3\nmin,-1,2\n",
        ",age,mass\nmin,-1,2\nmax,5,3\n", "age;mass\n-1;2\n5;3\n"}) {
    const auto ranges = read_both(text);
    if (std::string(text).find("0x") != std::string::npos) {
      EXPECT_FALSE(ranges.has_value());
      continue;
    }
    ASSERT_TRUE(ranges.has_value()) << text << render(ranges.error());
    EXPECT_THAT(ranges->names, ElementsAre("age", "mass"));
    EXPECT_THAT(ranges->least, ElementsAre(-1, 2));
    EXPECT_THAT(ranges->largest, ElementsAre(5, 3));
  }
  EXPECT_THAT(*read("a,b\n-7,2\n5,3\n", 2), ElementsAre(7, 3));
}

TEST(Ranges, OfTwoSidesRefuses) {
  EXPECT_THAT(read_both("a,b\n1,5\n2,3\n"), refused("feature 2 is above its largest"));
  EXPECT_THAT(read_both("bound,a\nmin,1\nmin,2\n"), refused("the same bound"));
  EXPECT_THAT(read_both("bound,a\nmin,1\n"), refused("least values alone"));
  EXPECT_THAT(read("a,b\n0,-1\n0,1\n", 2), refused("column 1 is not positive"));
}

TEST(Ranges, TheExample) {
  const auto ranges = read_ranges(MEDISC_SOURCE_DIR "/examples/breast/ranges.csv", 30);
  ASSERT_TRUE(ranges.has_value()) << render(ranges.error());
  EXPECT_EQ(ranges->front(), 64);
}

}  // namespace
}  // namespace medisc
