#include "compiler/input_ranges_check.hpp"

#include <gtest/gtest.h>

namespace medisc {
namespace {

TEST(InputRangesCheck, TheHeaviestFeatureIsFoundByWeightAndRange) {
  const Network network{3, {{"fc", Dense{3, 2, {1, -8, 0, 2, 1, 0}, {0, 0}}}}};
  const HeaviestFeature even = heaviest_feature(network, std::vector<double>{16, 4, 1});
  EXPECT_EQ(even.times, 1);
  const HeaviestFeature one = heaviest_feature(network, std::vector<double>{1});
  EXPECT_EQ(one.feature, 1U);
  EXPECT_EQ(one.times, 1);  // of two, the larger is the median
  const Network four{4, {{"fc", Dense{4, 1, {1, 1, 1, 1e7}, {0}}}}};
  const HeaviestFeature heavy = heaviest_feature(four, std::vector<double>{1});
  EXPECT_EQ(heavy.feature, 3U);
  EXPECT_GT(heavy.times, kFarHeavier);
}

TEST(InputRangesCheck, ChannelsOfAnImageAreWeighed) {
  const Image in{3, 2, 2};
  const Network network{12, {{"conv", Conv{in, {1, 2, 2}, Window{}, 1, {1, 1e5, 1}, {0}}}}};
  const HeaviestFeature heavy = heaviest_feature(network, std::vector<double>{1});
  EXPECT_EQ(heavy.feature, 4U);
  EXPECT_EQ(heavy.times, 1e5);
}

TEST(InputRangesCheck, RangesFarAboveAllSamplesAreNamed) {
  const Network network{3, {{"fc", Dense{3, 1, {1, 1, 1}, {0}}}}};
  const std::vector<double> records{0.5, 100, 0, -1, 90, 0};
  const std::vector<double> ranges{4096, 128, 7};
  const auto wide = wide_ranges(network, ranges, records);
  ASSERT_EQ(wide.size(), 1U);
  EXPECT_EQ(wide[0].feature, 0U);
  EXPECT_EQ(wide[0].bits, 12);
  EXPECT_EQ(ranges_within_reach(network, ranges, records), (std::vector<double>{1, 128, 7}));
}

TEST(InputRangesCheck, OneRangeForAllIsHeldAgainstTheLargest) {
  const Network network{3, {{"fc", Dense{3, 1, {1, 1, 1}, {0}}}}};
  const std::vector<double> records{0.5, 100, 0, -1, 90, 0};
  EXPECT_TRUE(wide_ranges(network, std::vector<double>{128}, records).empty());
  EXPECT_EQ(wide_ranges(network, std::vector<double>{4096}, records)[0].bits, 5);
  EXPECT_EQ(ranges_within_reach(network, {4096}, records), (std::vector<double>{100}));
}

/// A dark corner is no wide range: a channel has one.
TEST(InputRangesCheck, AnImageHasARangeAChannel) {
  const Image in{2, 1, 2};
  const Network network{4, {{"conv", Conv{in, {1, 1, 2}, Window{}, 1, {1, 1}, {0}}}}};
  const std::vector<double> records{0.01, 1, 0.01, 0.02};
  const std::vector<double> ranges{1, 1, 2, 2};
  const auto wide = wide_ranges(network, ranges, records);
  ASSERT_EQ(wide.size(), 1U);
  EXPECT_EQ(wide[0].feature, 2U);
  EXPECT_EQ(wide[0].bits, 6);
  EXPECT_EQ(ranges_within_reach(network, ranges, records),
            (std::vector<double>{1, 1, 0.02, 0.02}));
}

TEST(InputRangesCheck, HeavyFeaturesThatNoSampleWakesAreNarrowed) {
  const Network network{5, {{"fc", Dense{5, 1, {1, 2, 3, 1e7, 1e7}, {0}}}}};
  const std::vector<double> records{1, 1, 1, 0, 0.5, -1, 0, 0, 0, 0};
  const auto ranges = narrowed_ranges(network, {1}, records);
  ASSERT_EQ(ranges.size(), 5U);
  EXPECT_EQ(ranges[0], 1);
  EXPECT_LE(ranges[3], 1e-6);
  EXPECT_EQ(ranges[4], 1);
  const std::vector<double> awake{1, 1, 1, 1, 1};
  EXPECT_EQ(narrowed_ranges(network, {1}, awake), (std::vector<double>{1}));
}

}  // namespace
}  // namespace medisc
