#include "site/label_picture.hpp"

#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <png.h>

#include "site/png_writer.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;

struct Pixels {
  std::uint32_t height = 0;
  std::uint32_t width = 0;
  std::vector<std::uint8_t> colours;  ///< red, green and blue of each
};

Pixels read_back(const std::string& file) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&image, file.data(), file.size()) == 0) return {};
  image.format = PNG_FORMAT_RGB;
  Pixels pixels{image.height, image.width, std::vector<std::uint8_t>(PNG_IMAGE_SIZE(image))};
  png_image_finish_read(&image, nullptr, pixels.colours.data(), 0, nullptr);
  return pixels;
}

TEST(LabelPicture, HasTheColourOfEachPixelsClass) {
  std::vector<std::uint8_t> classes;
  for (unsigned i = 0; i < 256; ++i) classes.push_back(static_cast<std::uint8_t>(i));
  const auto file = label_picture(classes, 8, 32);
  ASSERT_TRUE(file.has_value()) << render(file.error());
  const Pixels pixels = read_back(*file);
  EXPECT_EQ(pixels.height, 8U);
  EXPECT_EQ(pixels.width, 32U);
  std::vector<std::uint8_t> expected;
  for (unsigned i = 0; i < 256; ++i) {
    const auto colour = colour_of(i);
    expected.insert(expected.end(), colour.begin(), colour.end());
  }
  EXPECT_EQ(pixels.colours, expected);
}

TEST(LabelPicture, HasAColourAClassAndBlackForTheFirst) {
  EXPECT_THAT(colour_of(0), ElementsAre(0, 0, 0));
  EXPECT_THAT(colour_of(1), ElementsAre(128, 0, 0));
  EXPECT_THAT(colour_of(2), ElementsAre(0, 128, 0));
  EXPECT_THAT(colour_of(15), ElementsAre(192, 128, 128));
  std::set<std::array<std::uint8_t, 3>> colours;
  for (unsigned i = 0; i < kPictureClasses; ++i) colours.insert(colour_of(i));
  EXPECT_EQ(colours.size(), kPictureClasses);
}

/// Eight bits a pixel, that point into a palette, however few classes there are.
TEST(LabelPicture, IsAPaletteOfEightBits) {
  const auto file = label_picture(std::vector<std::uint8_t>{0, 1}, 1, 2);
  ASSERT_TRUE(file.has_value());
  ASSERT_GT(file->size(), 26U);
  EXPECT_EQ(file->substr(12, 4), "IHDR");
  EXPECT_EQ(file->at(24), 8);  // bits
  EXPECT_EQ(file->at(25), 3);  // palette
}

TEST(LabelPicture, OfTooManyPixelsASideIsRefused) {
  const std::vector<std::uint8_t> row(kPictureSide + 1);
  EXPECT_FALSE(label_picture(row, 1, kPictureSide + 1).has_value());
  EXPECT_FALSE(label_picture({}, 0, 0).has_value());
}

TEST(PngWriter, WithoutAPaletteKeepsColours) {
  const std::vector<std::uint8_t> colours{255, 0, 0, 0, 255, 0, 1, 2, 3,
                                          9,   9, 9, 0, 0,   0, 8, 7, 6};
  const auto file = png_of({colours, 2, 3});
  ASSERT_TRUE(file.has_value()) << render(file.error());
  const Pixels pixels = read_back(*file);
  EXPECT_EQ(pixels.height, 2U);
  EXPECT_EQ(pixels.width, 3U);
  EXPECT_EQ(pixels.colours, colours);
  EXPECT_FALSE(png_of({colours, 3, 3}).has_value());
}

}  // namespace
}  // namespace medisc::test
