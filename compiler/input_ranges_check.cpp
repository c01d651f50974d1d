#include "compiler/input_ranges_check.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "compiler/linear_layers.hpp"
#include "plan/image_size.hpp"
#include "plan/powers.hpp"

namespace medisc {
namespace {

/// The largest |weight| times range of each feature, in the layers that read the record.
std::vector<double> feature_weights(const Network& network, std::span<const double> ranges) {
  std::vector<double> weight(network.features, 0.0);
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    if (network.inputs_of(i).front() != 0) continue;
    std::visit(
        [&]<class Op>(const Op& op) {
          if constexpr (std::is_same_v<Op, Dense>) {
            for (std::size_t k = 0; k < op.matrix.size(); ++k) {
              double& own = weight[k % op.inputs];
              own = std::max(own, std::abs(op.matrix[k]));
            }
          } else if constexpr (std::is_same_v<Op, Conv>) {
            for (std::size_t k = 0; k < op.matrix.size(); ++k) {
              double& own = weight[channel_read(op, k) * plane(op.in)];
              own = std::max(own, std::abs(op.matrix[k]));
            }
          }
        },
        network.layers[i].op);
  }
  for (std::size_t i = 0; i < weight.size(); ++i) weight[i] *= range_of(ranges, i);
  return weight;
}

/// Of those above 0; 0 where there are none.
double median_of(const std::vector<double>& weights) {
  std::vector<double> heavy;
  for (const double own : weights) {
    if (own > 0) heavy.push_back(own);
  }
  if (heavy.empty()) return 0;
  const auto middle = heavy.begin() + static_cast<std::ptrdiff_t>(heavy.size() / 2);
  std::nth_element(heavy.begin(), middle, heavy.end());
  return *middle;
}

/// The convolution that reads the record; null where none does.
const Conv* first_convolution(const Network& network) {
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const auto* conv = std::get_if<Conv>(&network.layers[i].op);
    if (conv != nullptr && network.inputs_of(i).front() == 0) return conv;
  }
  return nullptr;
}

/// How many features, one after the other, have one range: all, a channel's, or one.
std::size_t features_a_range(const Network& network, std::span<const double> ranges) {
  if (ranges.size() == 1) return network.features;
  const Conv* const conv = first_convolution(network);
  return conv == nullptr ? 1 : plane(conv->in);
}

/// The largest |x| of each feature's run of features.
std::vector<double> reached(std::size_t features, std::size_t run,
                            std::span<const double> records) {
  std::vector<double> largest(features, 0.0);
  for (std::size_t i = 0; i < records.size(); ++i) {
    double& own = largest[i % features / run * run];
    own = std::max(own, std::abs(records[i]));
  }
  return largest;
}

}  // namespace

HeaviestFeature heaviest_feature(const Network& network, std::span<const double> ranges) {
  const std::vector<double> weight = feature_weights(network, ranges);
  const double median = median_of(weight);
  if (median == 0) return {};
  const auto heaviest = std::max_element(weight.begin(), weight.end());
  return {static_cast<std::uint32_t>(heaviest - weight.begin()), *heaviest / median};
}

std::vector<double> narrowed_ranges(const Network& network, std::vector<double> ranges,
                                    std::span<const double> records) {
  if (first_convolution(network) != nullptr || records.empty()) return ranges;
  const std::vector<double> weight = feature_weights(network, ranges);
  const double median = median_of(weight);
  std::vector<bool> alive(network.features, false);
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (records[i] != 0) alive[i % network.features] = true;
  }
  for (std::uint32_t i = 0; i < network.features; ++i) {
    if (alive[i] || median == 0 || !(weight[i] >= kFarHeavier * median)) continue;
    if (ranges.size() == 1) ranges.resize(network.features, ranges[0]);
    ranges[i] = std::ldexp(ranges[i], -ceil_log2(weight[i] / median));
  }
  return ranges;
}

std::vector<WideRange> wide_ranges(const Network& network, std::span<const double> ranges,
                                   std::span<const double> records) {
  const std::size_t run = features_a_range(network, ranges);
  const std::vector<double> largest = reached(network.features, run, records);
  std::vector<WideRange> wide;
  for (std::uint32_t i = 0; i < network.features; i += static_cast<std::uint32_t>(run)) {
    if (largest[i] == 0) continue;
    const int bits = ceil_log2(range_of(ranges, i)) - ceil_log2(largest[i]);
    if (bits >= kWideRangeBits) wide.push_back({i, bits});
  }
  std::stable_sort(wide.begin(), wide.end(),
                   [](const WideRange& a, const WideRange& b) { return a.bits > b.bits; });
  return wide;
}

std::vector<double> ranges_within_reach(const Network& network, std::vector<double> ranges,
                                        std::span<const double> records) {
  const std::size_t run = features_a_range(network, ranges);
  const std::vector<double> largest = reached(network.features, run, records);
  for (const WideRange& wide : wide_ranges(network, ranges, records)) {
    const auto first = ranges.begin() + wide.feature;
    const std::size_t count = ranges.size() == 1 ? 1 : run;
    std::fill(first, first + static_cast<std::ptrdiff_t>(count), largest[wide.feature]);
  }
  return ranges;
}

}  // namespace medisc
