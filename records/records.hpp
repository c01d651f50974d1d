/// Records from a file, by its extension: .csv (see records/csv.hpp) or .npy, an array
/// [records, ...] whose dimensions after the first are flattened to columns.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

#include "error/error.hpp"
#include "records/record_table.hpp"

namespace medisc {

/// Errors: kBadInput, naming the file and, where there is one, row and column (from 1): another
/// extension, what parse_csv and parse_npy refuse, a column count that is not the expected one,
/// no rows, a value that is NaN or infinite.
Result<RecordTable> read_records(const std::filesystem::path& file,
                                 std::optional<std::size_t> expected_columns = std::nullopt);

}  // namespace medisc
