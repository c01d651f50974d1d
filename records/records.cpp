#include "records/records.hpp"

#include <cmath>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "records/csv.hpp"
#include "records/file_bytes.hpp"
#include "records/npy.hpp"

namespace medisc {
namespace {

Result<RecordTable> table_of(NpyArray array, const std::string& file,
                             std::optional<std::size_t> expected_columns) {
  if (array.shape.size() < 2 || array.values.empty()) {
    return fail(
        ErrorCode::kBadInput,
        fmt::format("{}: expected an array [records, features] that is not empty, found "
                    "{} dimensions and {} values",
                    file, array.shape.size(), array.values.size()),
        "use array.reshape(1, -1) for a single record");
  }
  RecordTable table;
  table.rows = array.shape.front();
  table.columns = array.values.size() / table.rows;
  if (table.columns != expected_columns.value_or(table.columns)) {
    return fail(
        ErrorCode::kBadInput,
        fmt::format("{} has {} columns; expected {}", file, table.columns, *expected_columns),
        "give one value for each feature of the model");
  }
  for (std::size_t i = 0; i < array.values.size(); ++i) {
    if (std::isfinite(array.values[i])) continue;
    return fail(ErrorCode::kBadInput,
                fmt::format("{}: row {}, column {}: expected a finite number", file,
                            i / table.columns + 1, i % table.columns + 1),
                "fill in missing values");
  }
  for (std::size_t row = 1; row <= table.rows; ++row) table.ids.push_back(std::to_string(row));
  table.values = std::move(array.values);
  return table;
}

}  // namespace

Result<RecordTable> read_records(const std::filesystem::path& file,
                                 std::optional<std::size_t> expected_columns) {
  const std::string name = file.string();
  if (file.extension() != ".csv" && file.extension() != ".npy") {
    return fail(ErrorCode::kBadInput, name + " is neither a .csv nor a .npy file",
                "save the records as CSV or with numpy.save");
  }
  const auto bytes = read_file(file);
  if (!bytes) return tl::unexpected(bytes.error());
  if (file.extension() == ".csv") return parse_csv(*bytes, name, expected_columns);
  auto array = parse_npy(*bytes, name);
  if (!array) return tl::unexpected(array.error());
  return table_of(std::move(*array), name, expected_columns);
}

}  // namespace medisc
