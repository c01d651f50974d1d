#include "records/npy_writer.hpp"

#include <gmock/gmock.h>

#include "records/npy.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;

TEST(NpyWriter, WritesWhatTheReaderReads) {
  const auto bytes =
      parse_npy(npy_file({2, 3}, std::vector<std::uint8_t>{0, 1, 2, 3, 4, 255}), "a");
  ASSERT_TRUE(bytes.has_value()) << render(bytes.error());
  EXPECT_THAT(bytes->shape, ElementsAre(2, 3));
  EXPECT_EQ(bytes->kind, ElementKind::kInteger);
  EXPECT_THAT(bytes->values, ElementsAre(0, 1, 2, 3, 4, 255));

  const auto words = parse_npy(npy_file({2}, std::vector<std::uint16_t>{256, 65535}), "a");
  ASSERT_TRUE(words.has_value()) << render(words.error());
  EXPECT_THAT(words->shape, ElementsAre(2));
  EXPECT_THAT(words->values, ElementsAre(256, 65535));

  const auto reals = parse_npy(npy_file({1, 1, 2}, std::vector<double>{-0.1, 1e300}), "a");
  ASSERT_TRUE(reals.has_value()) << render(reals.error());
  EXPECT_THAT(reals->shape, ElementsAre(1, 1, 2));
  EXPECT_EQ(reals->kind, ElementKind::kFloat);
  EXPECT_THAT(reals->values, ElementsAre(-0.1, 1e300));
}

/// As NumPy has it, so that a file may be mapped into memory.
TEST(NpyWriter, ValuesBeginAtAMultipleOf64) {
  for (const std::uint32_t width : {1U, 10U, 1000U, 100000U}) {
    const std::string file = npy_file({1, width}, std::vector<std::uint8_t>(width));
    EXPECT_EQ((file.size() - width) % 64, 0U) << width;
    EXPECT_EQ(file[file.size() - width - 1], '\n') << width;
  }
}

}  // namespace
}  // namespace medisc
