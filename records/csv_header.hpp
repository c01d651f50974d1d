/// Whether the first line of a CSV file names its columns.
#pragma once

#include <optional>
#include <string>

#include "error/error.hpp"
#include "records/csv_lines.hpp"
#include "records/read_options.hpp"
#include "records/record_form.hpp"

namespace medisc {

/// True: the first line is a header. It is one where no cell that is not empty is a number;
/// where all names of the form are among its cells; and where its numbers count the columns, as
/// pandas heads what has no names: 0 to n-1 for n >= 3, 1 to n for n >= 4, or beside texts that
/// are names of ids and labels. Errors: kBadInput, naming `file`, where a line of as many
/// numbers as the form has columns could be either: fewer columns counted; columns counted in
/// another order; numbers with equal steps (400,402,404,406); or no further line.
Result<bool> is_header(const CsvLine& first, bool more_lines, const RecordForm& form,
                       const ReadOptions& options, const std::string& file);

/// A header in the last comment before the table, as numpy.savetxt writes it: "# age,sex". None
/// where the comment has another count of cells than `first`, or a number among them.
std::optional<CsvLine> header_in_comment(const CsvLine& comment, const CsvLine& first);

}  // namespace medisc
