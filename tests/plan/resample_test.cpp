#include "plan/resample.hpp"

#include <gmock/gmock.h>

namespace medisc {
namespace {

using testing::DoubleEq;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::ElementsAreArray;

PixelGrid grid(std::size_t height, std::size_t width, std::size_t depth = 1) {
  return {{depth, height, width}, 1, false};
}

std::vector<double> line(std::vector<double> values, std::size_t to, ResizeFilter filter) {
  const std::size_t from = values.size();
  return resampled(std::move(values), grid(1, from), grid(1, to), filter,
                   ResizeAspect::kStretch, {});
}

TEST(Resample, AreaIsTheMeanOfWhatAPixelCovers) {
  EXPECT_THAT(line({0, 2, 4, 8}, 2, ResizeFilter::kArea), ElementsAre(1, 6));
  // Each of two covers one and a half of three.
  EXPECT_THAT(line({0, 3, 9}, 2, ResizeFilter::kArea), ElementsAre(DoubleEq(1), DoubleEq(7)));
  EXPECT_THAT(line({1, 5}, 4, ResizeFilter::kArea), ElementsAre(1, 1, 5, 5));
}

TEST(Resample, BilinearLeavesOutWhatAreaSees) {
  std::vector<double> spike(64);
  spike[20] = 64;
  EXPECT_THAT(line(spike, 2, ResizeFilter::kBilinear), ElementsAre(0, 0));
  EXPECT_THAT(line(spike, 2, ResizeFilter::kArea), ElementsAre(2, 0));
}

TEST(Resample, AntialiasIsAsPillowHasIt) {
  // PIL.Image.fromarray(row, "F").resize((4, 1), BILINEAR), of Pillow 9.4.
  EXPECT_THAT(line({0, 10, 20, 70, 40, 50, 90, 70, 0, 5}, 4, ResizeFilter::kAntialias),
              ElementsAre(DoubleNear(11.818182, 1e-4), DoubleNear(46.8, 1e-4),
                          DoubleNear(65.2, 1e-4), DoubleNear(21.59091, 1e-4)));
}

TEST(Resample, NeverLeavesTheRangeOfItsPixels) {
  for (const ResizeFilter filter :
       {ResizeFilter::kBilinear, ResizeFilter::kArea, ResizeFilter::kAntialias}) {
    for (const double x : line(std::vector<double>(101, 0.1), 7, filter)) EXPECT_EQ(x, 0.1);
  }
}

TEST(Resample, PadsInTheMiddleOfAFill) {
  const double fill[] = {9};
  EXPECT_THAT(resampled({1, 2, 3, 4, 5, 6, 7, 8}, grid(2, 4), grid(4, 4), ResizeFilter::kArea,
                        ResizeAspect::kPad, fill),
              ElementsAre(9, 9, 9, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9));
  EXPECT_THAT(resampled({1, 3, 1, 3}, grid(2, 2), grid(1, 2), ResizeFilter::kArea,
                        ResizeAspect::kPad, fill),
              ElementsAre(2, 9));
}

TEST(Resample, FillsEachChannelWithItsOwn) {
  const double fills[] = {8, 9};
  const PixelGrid first{{1, 1, 1}, 2, false};
  const PixelGrid wide{{1, 1, 2}, 2, false};
  EXPECT_THAT(resampled({1, 2}, first, wide, ResizeFilter::kArea, ResizeAspect::kPad, fills),
              ElementsAre(1, 8, 2, 9));
  const PixelGrid last{{1, 1, 1}, 2, true};
  const PixelGrid wide_last{{1, 1, 2}, 2, true};
  EXPECT_THAT(
      resampled({1, 2}, last, wide_last, ResizeFilter::kArea, ResizeAspect::kPad, fills),
      ElementsAre(1, 2, 8, 9));
}

TEST(Resample, CropsTheLargestMiddlePart) {
  EXPECT_THAT(resampled({1, 2, 3, 4, 5, 6, 7, 8}, grid(2, 4), grid(2, 2), ResizeFilter::kArea,
                        ResizeAspect::kCrop, {}),
              ElementsAre(2, 3, 6, 7));
  EXPECT_THAT(resampled({1, 2, 3, 4, 5, 6, 7, 8}, grid(2, 4), grid(1, 1), ResizeFilter::kArea,
                        ResizeAspect::kCrop, {}),
              ElementsAre(4.5));
}

TEST(Resample, OfAVolumeGoesAlongItsDepthToo) {
  std::vector<double> values;
  for (int i = 0; i < 8; ++i) values.push_back(i);
  EXPECT_THAT(resampled(values, grid(2, 2, 2), grid(1, 1, 1), ResizeFilter::kArea,
                        ResizeAspect::kStretch, {}),
              ElementsAre(3.5));
  EXPECT_THAT(resampled(values, grid(2, 2, 2), grid(2, 2, 1), ResizeFilter::kArea,
                        ResizeAspect::kStretch, {}),
              ElementsAre(2, 3, 4, 5));
}

TEST(Resample, OfOneSizeChangesNothing) {
  const std::vector<double> values{3, 1, 2, 7};
  EXPECT_THAT(resampled(values, grid(2, 2), grid(2, 2), ResizeFilter::kAntialias,
                        ResizeAspect::kCrop, {}),
              ElementsAreArray(values));
}

TEST(Resample, GridsAreOfImagesAndVolumes) {
  const std::vector<std::uint32_t> volume{4, 5, 6, 3};
  const auto last = grid_of(Layout::kChannelsLast, volume);
  ASSERT_TRUE(last);
  EXPECT_THAT(last->size, ElementsAre(4, 5, 6));
  EXPECT_EQ(last->channels, 3U);
  EXPECT_EQ(grid_of(Layout::kChannelsFirst, volume)->channels, 4U);
  EXPECT_FALSE(grid_of(Layout::kFlat, volume));
  EXPECT_FALSE(grid_of(Layout::kChannelsFirst, std::span(volume).first(2)));
}

}  // namespace
}  // namespace medisc
