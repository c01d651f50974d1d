#include "site/input_ranges.hpp"

#include <algorithm>
#include <cmath>

#include "records/ranges.hpp"

namespace medisc {
namespace {

bool is_image(const Network& network) {
  return std::any_of(network.layers.begin(), network.layers.end(), [](const Layer& layer) {
    return std::holds_alternative<Conv>(layer.op) ||
           std::holds_alternative<SumPool>(layer.op) ||
           std::holds_alternative<MaxPool>(layer.op);
  });
}

/// The largest |x| of each of `groups` columns, taken in turns; 1 for one that is always 0.
std::vector<double> largest_magnitudes(const std::vector<double>& values, std::size_t groups) {
  std::vector<double> largest(groups, 0.0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    double& seen = largest[i % groups];
    seen = std::max(seen, std::abs(values[i]));
  }
  std::replace(largest.begin(), largest.end(), 0.0, 1.0);
  return largest;
}

}  // namespace

Result<InputRanges> choose_ranges(std::optional<double> range,
                                  const std::optional<std::filesystem::path>& file,
                                  const Network& network, const std::vector<double>& records) {
  if (range) return InputRanges{{*range}, RangesFrom::kCaller};
  if (file) {
    auto read = read_ranges(*file, network.features);
    if (!read) return tl::unexpected<Error>(read.error());
    return InputRanges{std::move(*read), RangesFrom::kFile};
  }
  if (is_image(network)) {
    return InputRanges{largest_magnitudes(records, 1), RangesFrom::kRecordsAsImage};
  }
  return InputRanges{largest_magnitudes(records, network.features), RangesFrom::kRecords};
}

}  // namespace medisc
