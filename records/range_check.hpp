/// Values within the range that the manifest gives them.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "error/error.hpp"
#include "records/read_options.hpp"
#include "records/record_form.hpp"
#include "records/record_table.hpp"

namespace medisc {

/// "line 3 (row 2), column 4 (age)": where the file has an element of a row, both from 0.
using Place = std::function<std::string(std::size_t row, std::size_t element)>;

/// least <= x <= largest, both ends included, for each element that has a range. A value beyond
/// an end by no more than float32 rounds is set to that end. Others are refused, clipped or
/// told as the options say; good rows alone are looked at. Errors: kBadInput, naming `file`,
/// with all places (the first 20 in full) and no value; with skip_bad each row's own, in the
/// table.
Result<void> check_ranges(RecordTable& table, const RecordForm& form,
                          const ReadOptions& options, const std::string& file,
                          const Place& place);

}  // namespace medisc
