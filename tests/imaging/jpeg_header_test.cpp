#include "imaging/jpeg_header.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace medisc {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST(JpegHeader, TellsTheSizeBehindOtherSegments) {
  const Bytes stream{0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xFF, 0xC3,
                     0,    11,   12,   1,    2, 3, 4, 3, 9,    9};
  const auto size = jpeg_size(stream);
  ASSERT_TRUE(size);
  EXPECT_EQ(size->rows, 0x102U);
  EXPECT_EQ(size->columns, 0x304U);
  EXPECT_EQ(size->channels, 3U);
  EXPECT_EQ(size->bits, 12U);
}

TEST(JpegHeader, TellsNothingOfOtherBytes) {
  EXPECT_FALSE(jpeg_size(Bytes{}));
  EXPECT_FALSE(jpeg_size(Bytes{0xFF, 0xD8, 0xFF, 0xC0, 0, 11}));
  EXPECT_FALSE(jpeg_size(Bytes{0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 0, 0}));
  EXPECT_FALSE(jpeg_size(Bytes{0xFF, 0xD8, 0xFF, 0xC4, 0, 2, 0, 0, 0, 0, 0, 0}));
  EXPECT_FALSE(jpeg_size(Bytes{'P', 'N', 'G', 0, 0, 0}));
}

}  // namespace
}  // namespace medisc
