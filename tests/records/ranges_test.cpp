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
  EXPECT_THAT(read("a,b\n1,2\n3,4\n", 2), refused("has 2 rows"));
  EXPECT_THAT(read("a,b\n1,2\n", 3), refused("2 feature columns; expected 3"));
  EXPECT_THAT(read("a,b\n1,0\n", 2), refused("column 2 is not positive"));
  EXPECT_THAT(read("a,b\n-1,2\n", 2), refused("column 1 is not positive"));
  EXPECT_THAT(read("a,label\n1,2\n", 1), refused("a column of labels"));
  EXPECT_THAT(read("a,b\n1,nan\n", 2), refused("column 2"));
  EXPECT_THAT(read_ranges("/nowhere/ranges.csv"), refused("/nowhere/ranges.csv"));
}

TEST(Ranges, TheExample) {
  const auto ranges = read_ranges(MEDISC_SOURCE_DIR "/examples/breast/ranges.csv", 30);
  ASSERT_TRUE(ranges.has_value()) << render(ranges.error());
  EXPECT_EQ(ranges->front(), 64);
}

}  // namespace
}  // namespace medisc
