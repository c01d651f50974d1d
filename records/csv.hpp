/// Records from CSV text.
///
/// One record a line. A first line in which no cell is a number names the columns; then a first
/// column named `id` or `record` holds ids, and one column named `label`, `diagnosis`, `target`
/// or `y` (in any case of letters) holds whole numbers, the known labels; both are split off.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "error/error.hpp"
#include "records/record_table.hpp"

namespace medisc {

/// `file` stands for the text in errors; `expected_columns` counts features, without id and
/// label. Errors: kBadInput, naming file, line, row and column (from 1) and never a value, for
/// a cell that is no finite number, a row too long or short, more than one label column, no
/// rows.
Result<RecordTable> parse_csv(std::string_view text, const std::string& file,
                              std::optional<std::size_t> expected_columns = std::nullopt);

}  // namespace medisc
