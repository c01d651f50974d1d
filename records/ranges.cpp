#include "records/ranges.hpp"

#include <utility>

#include <fmt/format.h>

#include "records/csv.hpp"
#include "records/file_bytes.hpp"

namespace medisc {

Result<std::vector<double>> read_ranges(const std::filesystem::path& file,
                                        std::optional<std::size_t> expected_columns) {
  constexpr const char* kHint = "give a header line and one row of positive numbers";
  const std::string name = file.string();
  const auto bytes = read_file(file);
  if (!bytes) return tl::unexpected(bytes.error());
  auto table = parse_csv(*bytes, name, expected_columns);
  if (!table) return tl::unexpected(table.error());
  if (table->rows != 1 || !table->labels.empty()) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} has {} rows{}; expected one row of ranges", name, table->rows,
                            table->labels.empty() ? "" : " and a column of labels"),
                kHint);
  }
  for (std::size_t i = 0; i < table->columns; ++i) {
    if (table->values[i] > 0) continue;
    return fail(ErrorCode::kBadInput,
                fmt::format("{}: the range in column {} is not positive", name, i + 1), kHint);
  }
  return std::move(table->values);
}

}  // namespace medisc
