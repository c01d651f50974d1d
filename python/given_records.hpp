/// Records as a program has them: a file, arrays or columns.
#pragma once

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "error/error.hpp"
#include "plan/manifest.hpp"
#include "records/array_records.hpp"
#include "records/read_options.hpp"
#include "records/record_table.hpp"

namespace medisc::python {

/// Arrays by the names of a model's parts.
using GivenParts = std::vector<NamedArray>;
/// Columns of a table, by their names.
using GivenColumns = std::vector<NpyColumn>;

struct GivenRecords {
  std::string name;  ///< for errors: a file's name, or "X"
  std::variant<std::filesystem::path, NpyArray, GivenParts, GivenColumns> records;
};

/// As a file of the same content would be read. Errors: those of read_records.
Result<RecordTable> table_of(const GivenRecords& given, const Manifest& manifest,
                             const ReadOptions& options);

}  // namespace medisc::python
