#include "records/labels.hpp"

#include <cmath>

#include <fmt/format.h>

#include "records/csv_cells.hpp"
#include "records/file_bytes.hpp"
#include "records/npy.hpp"
#include "records/records.hpp"

namespace medisc {
namespace {

constexpr const char* kHint = "give one label a record, whole numbers from 0 on";

tl::unexpected<Error> no_label(const std::string& file, std::size_t row) {
  return fail(ErrorCode::kBadInput,
              fmt::format("{}: row {}: expected a label, a whole number", file, row), kHint);
}

Result<std::vector<std::int64_t>> labels_in_npy(const std::string& bytes,
                                                const std::string& file) {
  const auto array = parse_npy(bytes, file);
  if (!array) return tl::unexpected(array.error());
  const auto& shape = array->shape;
  if (!array->integers) {
    return fail(ErrorCode::kBadInput,
                file + ": its elements are floating point; expected integer labels",
                "save the labels as int64; logits go to --logits");
  }
  if (shape.empty() || shape.size() > 2 || (shape.size() == 2 && shape[1] != 1)) {
    return fail(
        ErrorCode::kBadInput,
        fmt::format("{}: expected an array [records], found {} dimensions", file, shape.size()),
        kHint);
  }
  return std::vector<std::int64_t>(array->values.begin(), array->values.end());
}

Result<std::vector<std::int64_t>> labels_in_csv(const std::string& bytes,
                                                const std::string& file) {
  const auto lines = split_csv(bytes, file);
  if (!lines) return tl::unexpected(lines.error());
  std::vector<std::int64_t> labels;
  for (std::size_t i = 0; i < lines->size(); ++i) {
    const CsvLine& line = (*lines)[i];
    if (line.cells.size() != 1) {
      return fail(ErrorCode::kBadInput,
                  fmt::format("{}: line {} has {} columns; expected one, the label", file,
                              line.number, line.cells.size()),
                  kHint);
    }
    const auto number = parse_number(line.cells[0]);
    if (!number && i == 0) continue;  // a header
    if (!number || !(std::abs(*number) < 0x1p53) || *number != std::floor(*number)) {
      return no_label(file, labels.size() + 1);
    }
    labels.push_back(static_cast<std::int64_t>(*number));
  }
  return labels;
}

}  // namespace

Result<std::vector<std::uint32_t>> checked_labels(const std::filesystem::path& file,
                                                  const std::vector<std::int64_t>& labels,
                                                  std::size_t classes) {
  std::vector<std::uint32_t> checked;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0 || static_cast<std::size_t>(labels[i]) >= classes) {
      return fail(ErrorCode::kBadInput,
                  fmt::format("{}: row {}: label {} is out of range; the model has classes 0 "
                              "to {}",
                              file.string(), i + 1, labels[i], classes - 1),
                  kHint);
    }
    checked.push_back(static_cast<std::uint32_t>(labels[i]));
  }
  return checked;
}

Result<std::vector<std::uint32_t>> read_labels(const std::filesystem::path& file,
                                               std::size_t records, std::size_t classes) {
  const std::string name = file.string();
  if (file.extension() != ".csv" && file.extension() != ".npy") {
    return fail(ErrorCode::kBadInput, name + " is neither a .csv nor a .npy file", kHint);
  }
  const auto bytes = read_file(file);
  if (!bytes) return tl::unexpected(bytes.error());
  const auto labels =
      file.extension() == ".csv" ? labels_in_csv(*bytes, name) : labels_in_npy(*bytes, name);
  if (!labels) return tl::unexpected(labels.error());
  if (labels->size() != records) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} has {} labels for {} records", name, labels->size(), records),
                kHint);
  }
  return checked_labels(file, *labels, classes);
}

Result<std::vector<double>> read_logits(const std::filesystem::path& file, std::size_t records,
                                        std::size_t outputs) {
  auto table = read_records(file, outputs);
  if (!table) return tl::unexpected(table.error());
  if (table->rows != records) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} has {} rows of logits for {} records", file.string(),
                            table->rows, records),
                "give one row a record");
  }
  return std::move(table->values);
}

}  // namespace medisc
