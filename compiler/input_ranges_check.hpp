/// Whether input ranges suit a network.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "compiler/network.hpp"

namespace medisc {

/// Of ranges of one for all, or one a feature.
inline double range_of(std::span<const double> ranges, std::size_t feature) {
  return ranges.size() == 1 ? ranges[0] : ranges[feature];
}

/// The feature that weighs most in the first layers, |weight| times range, and how many times
/// more than the median one. Ranges that fit their features weigh about alike; where one
/// outweighs the others by far, its range is wrong, or it is always 0.
struct HeaviestFeature {
  std::uint32_t feature = 0;
  double times = 1;
};
HeaviestFeature heaviest_feature(const Network& network, std::span<const double> ranges);

inline constexpr double kFarHeavier = 4096;

/// Ranges with those of features narrowed that weigh kFarHeavier times the median or more, and
/// are 0 in all of `records` (row major): so far that they weigh no more than it. A weight that
/// no sample ever saw at work then takes no bits from the others, and a record that is not 0
/// there is refused. An image keeps its ranges: they are alike within a channel.
std::vector<double> narrowed_ranges(const Network& network, std::vector<double> ranges,
                                    std::span<const double> records);

/// A range that lies `bits` bits above all that samples reach: so many are never used.
struct WideRange {
  std::uint32_t feature = 0;  ///< the first that has it: of all, or of an image's channel
  int bits = 0;
};

/// Those of at least kWideRangeBits, widest first. `records`: row major.
std::vector<WideRange> wide_ranges(const Network& network, std::span<const double> ranges,
                                   std::span<const double> records);

/// The ranges with these wide ones made no wider than samples reach.
std::vector<double> ranges_within_reach(const Network& network, std::vector<double> ranges,
                                        std::span<const double> records);

inline constexpr int kWideRangeBits = 4;

}  // namespace medisc
