/// Records from CSV text.
///
/// One record a line. The separator, the decimal mark and whether there is a header are
/// detected where the options do not say them (records/csv_dialect.hpp, decimal_mark.hpp,
/// csv_header.hpp); columns are matched by name (records/columns.hpp). Lines that begin with #
/// before the table, or within it where they are no row, are comments.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "error/error.hpp"
#include "records/read_options.hpp"
#include "records/record_form.hpp"
#include "records/record_table.hpp"

namespace medisc {

/// `text` is UTF-8; `file` stands for it in errors. Ranges are checked too. Errors: kBadInput,
/// naming file, line, row, column (from 1) and its name, and never a value: what the detectors
/// and match_columns refuse; no rows; no header where the form knows names and the options do
/// not say kNo; and all cells that are no finite number, ids that are not 1 to 256 bytes of
/// text, labels that are no class, and rows too long or short: with skip_bad each row's own.
Result<RecordTable> parse_csv(std::string_view text, const std::string& file,
                              const RecordForm& form, const ReadOptions& options = {});

/// The same for a table of so many columns, whatever they hold; id and label do not count.
Result<RecordTable> parse_csv(std::string_view text, const std::string& file,
                              std::optional<std::size_t> expected_columns = std::nullopt);

}  // namespace medisc
