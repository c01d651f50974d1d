/// How large a record's features may be, where no service's configuration says so.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/network.hpp"
#include "error/error.hpp"

namespace medisc {

struct InputRanges {
  std::vector<double> largest;  ///< |x|: one for all features, or one a feature
  std::string from;             ///< where they come from, for people
};

/// `range`, or else those in `file`, or else, where that is empty, what `records` (row major,
/// as the network sees them) reach: one for an image, one a feature for other records. Errors:
/// those of read_ranges.
Result<InputRanges> choose_ranges(std::optional<double> range, const std::string& file,
                                  const Network& network, const std::vector<double>& records);

}  // namespace medisc
