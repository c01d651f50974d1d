/// How large a record's features may be, where no service's configuration says so.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "compiler/network.hpp"
#include "error/error.hpp"

namespace medisc {

/// Who says so.
enum class RangesFrom {
  kCaller,  ///< one range for all features
  kManifest,
  kFile,
  kRecordsAsImage,  ///< one for all features, from the largest that records reach
  kRecords,         ///< one a feature, likewise
};

struct InputRanges {
  std::vector<double> largest;  ///< |x|: one for all features, or one a feature
  RangesFrom from = RangesFrom::kCaller;
};

/// `range`, or else those in `file`, or else what `records` (row major, as the network sees
/// them) reach: one for an image, one a feature for other records. Errors: those of
/// read_ranges.
Result<InputRanges> choose_ranges(std::optional<double> range,
                                  const std::optional<std::filesystem::path>& file,
                                  const Network& network, const std::vector<double>& records);

}  // namespace medisc
