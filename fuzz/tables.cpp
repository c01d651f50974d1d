// What stands beside records: labels, logits and ranges, from either kind of file.
#include <cmath>

#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "fuzz/input_file.hpp"
#include "records/labels.hpp"
#include "records/ranges.hpp"
#include "records/records.hpp"

namespace medisc::fuzz {
namespace {

template <class T>
bool is_read(const Result<T>& read) {
  require(read || read.error().code == ErrorCode::kBadInput, "a bad file is bad input");
  return read.has_value();
}

void check_labels(const std::filesystem::path& file, std::size_t records, std::size_t classes) {
  const auto labels = read_labels(file, records, classes);
  if (!is_read(labels)) return;
  require(labels->size() == records, "labels are one a record");
  for (const std::uint32_t label : *labels) require(label < classes, "labels are classes");
}

void check_logits(const std::filesystem::path& file, std::size_t records, std::size_t outputs) {
  const auto logits = read_logits(file, records, outputs);
  if (!is_read(logits)) return;
  require(logits->size() == records * outputs, "logits are one an output and record");
  for (const double value : *logits) require(std::isfinite(value), "logits are finite");
}

void check_ranges(const std::filesystem::path& file, std::optional<std::size_t> columns) {
  const auto ranges = read_ranges(file, columns);
  if (!is_read(ranges)) return;
  require(ranges->size() == columns.value_or(ranges->size()), "ranges are one a feature");
  for (const double range : *ranges) {
    require(range > 0 && std::isfinite(range), "ranges are above 0");
  }
}

void check_records(const std::filesystem::path& file, std::optional<std::size_t> columns) {
  const auto table = read_records(file, columns);
  if (!is_read(table)) return;
  require(table->rows > 0 && table->columns == columns.value_or(table->columns) &&
              table->values.size() == table->rows * table->columns &&
              table->ids.size() == table->rows,
          "every record is whole");
  for (const double value : table->values) require(std::isfinite(value), "values are finite");
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc::fuzz;
  static const InputFile csv("input.csv");
  static const InputFile npy("input.npy");
  static const InputFile npz("input.npz");
  Input input(data, size);
  const unsigned kind = input.byte();
  const std::size_t rows = input.byte();
  const std::size_t columns = input.byte();
  const auto expected = columns == 0 ? std::nullopt : std::optional(columns);
  const InputFile& file = kind / 8 % 2 == 1 ? npz : kind / 4 % 2 == 0 ? csv : npy;
  file.write(as_text(input.rest()));
  switch (kind % 4) {
    case 0:
      check_labels(file.path(), rows, columns + 1);
      break;
    case 1:
      check_logits(file.path(), rows, columns + 1);
      break;
    case 2:
      check_ranges(file.path(), expected);
      break;
    default:
      check_records(file.path(), expected);
  }
  return 0;
}
