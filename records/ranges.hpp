/// Input ranges from a file that a service keeps beside its model.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <vector>

#include "error/error.hpp"

namespace medisc {

/// A CSV file of one row, with or without a header line: for each feature the largest |x| that
/// a record may have. Errors: kBadInput as parse_csv, and for more than one row, a column of
/// labels, or a range that is not positive.
Result<std::vector<double>> read_ranges(
    const std::filesystem::path& file,
    std::optional<std::size_t> expected_columns = std::nullopt);

}  // namespace medisc
