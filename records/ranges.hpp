/// Input ranges from a file that a service keeps beside its model.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "error/error.hpp"

namespace medisc {

/// least <= x <= largest, for each feature.
struct FeatureRanges {
  std::vector<std::string> names;  ///< of the header line; empty without one
  std::vector<double> least;       ///< empty where the file has one row: the largest |x|
  std::vector<double> largest;
};

/// A table in any form of CSV (records/csv.hpp), in the file's order of columns, that is
/// - one row, with or without a header line: for each feature the largest |x|, above 0; or
/// - two rows: the least values and the largest. Which is which a column in
///   front may say, called `bound` or without a name: least, min, lower or low, and largest,
///   max, upper or high, in either order. Without it, the first row is the least.
/// Errors: kBadInput as parse_csv, and for another count of rows, a column of labels, a range
/// that is not positive, a least value above its largest.
Result<FeatureRanges> read_feature_ranges(
    const std::filesystem::path& file,
    std::optional<std::size_t> expected_columns = std::nullopt);

/// The largest |x| of each feature, from the same files. Errors likewise, and for a feature
/// that is always 0.
Result<std::vector<double>> read_ranges(
    const std::filesystem::path& file,
    std::optional<std::size_t> expected_columns = std::nullopt);

}  // namespace medisc
