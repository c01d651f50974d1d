#include "records/labels.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "records/array_labels.hpp"
#include "records/column_names.hpp"
#include "records/csv_dialect.hpp"
#include "records/csv_lines.hpp"
#include "records/file_bytes.hpp"
#include "records/file_format.hpp"
#include "records/label_names.hpp"
#include "records/npy.hpp"
#include "records/npz.hpp"
#include "records/npz_labels.hpp"
#include "records/number_cell.hpp"
#include "records/records.hpp"
#include "records/text_encoding.hpp"

namespace medisc {
namespace {

constexpr const char* kHint =
    "give one label a record: a class's name, or its number from 0 on";

/// Which column of a file of labels has them: the only one, or by the first line's names.
std::optional<std::size_t> label_column(const CsvLine& first) {
  const auto& cells = first.cells;
  if (cells.size() == 1) return 0;
  std::optional<std::size_t> named;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!names_labels(cells[i])) continue;
    if (named) return std::nullopt;
    named = i;
  }
  if (named) return named;
  const bool beside =
      cells.size() == 2 && (names_ids(cells[0]) || names_row_numbers(cells[0], 0));
  return beside ? std::optional<std::size_t>(1) : std::nullopt;
}

/// Reads the lines of a file of labels.
class LabelLines {
 public:
  LabelLines(LabelNames& names, const std::string& file) : names_(names), file_(file) {}

  Result<void> read(const CsvLine& line) {
    const bool first = !std::exchange(begun_, true);
    if (first) {
      const auto column = label_column(line);
      known_ = column.has_value();
      column_ = column.value_or(0);
      width_ = line.cells.size();
    }
    if (!known_ || line.cells.size() != width_ || !line.fault.empty()) {
      return fail(ErrorCode::kBadInput,
                  fmt::format("{}: line {} has {} columns; expected one, the label", file_,
                              line.number, line.cells.size()),
                  kHint);
    }
    const std::string& cell = line.cells[column_];
    // Beside other columns the first line named this one. Alone, it is a header if it is no
    // label.
    if (first && (width_ > 1 || names_labels(cell))) return {};
    const auto label = names_.read(cell);
    if (label) {
      labels.push_back(*label);
    } else if (!first) {
      return fail(ErrorCode::kBadInput,
                  fmt::format("{}: row {}: {}", file_, labels.size() + 1, label.error()),
                  kHint);
    } else if (read_number(cell).kind == CellKind::kNumber) {
      return fail(ErrorCode::kBadInput, fmt::format("{}: row 1: {}", file_, label.error()),
                  kHint);
    }
    return {};
  }

  std::vector<std::int64_t> labels;

 private:
  LabelNames& names_;
  const std::string& file_;
  bool begun_ = false;
  bool known_ = false;  ///< which column it is
  std::size_t column_ = 0;
  std::size_t width_ = 0;
};

Result<std::vector<std::int64_t>> labels_in_text(std::string bytes, const std::string& file,
                                                 LabelNames& names) {
  const auto decoded = decode_text(std::move(bytes), file);
  if (!decoded) return tl::unexpected(decoded.error());
  const std::string_view text = decoded->text;
  const auto dialect = detect_dialect(text, file);
  if (!dialect) return tl::unexpected(dialect.error());
  CsvLines lines(text.substr(dialect->begin), dialect->separator, dialect->first_line);
  LabelLines read(names, file);
  CsvLine line;
  while (lines.next(line)) {
    if (line.comment) continue;
    if (auto taken = read.read(line); !taken) return tl::unexpected(taken.error());
  }
  return std::move(read.labels);
}

Result<std::vector<std::int64_t>> labels_in_archive(const std::string& bytes,
                                                    const std::string& file,
                                                    std::size_t records, LabelNames& names) {
  auto arrays = parse_npz(bytes, file);
  if (!arrays) return tl::unexpected(arrays.error());
  const auto labels = labels_of_npz(std::move(*arrays), file, [&](const NpyArray& array) {
    const auto& shape = array.shape;
    const bool one_each = shape.size() == 1 || (shape.size() == 2 && shape[1] == 1);
    return array.fields.empty() && one_each && shape[0] == records;
  });
  if (!labels) return tl::unexpected(labels.error());
  return labels_of_array(labels->array, names, array_name(file, *labels));
}

Result<std::vector<std::int64_t>> labels_in(std::string bytes, const std::string& file,
                                            FileFormat format, std::size_t records,
                                            LabelNames& names) {
  if (format == FileFormat::kText) return labels_in_text(std::move(bytes), file, names);
  if (format == FileFormat::kNpz) return labels_in_archive(bytes, file, records, names);
  const auto array = parse_npy(bytes, file);
  if (!array) return tl::unexpected(array.error());
  return labels_of_array(*array, names, file);
}

/// Where a first line of numbers may be a header, the count of records tells. `refusal` is the
/// error without it.
Result<RecordTable> read_counted(const std::filesystem::path& file, std::size_t records,
                                 std::size_t outputs, const Error& refusal) {
  ReadOptions options;
  options.header = HeaderLine::kNo;
  auto plain = read_records(file, outputs, options);
  if (!plain) return tl::unexpected<Error>(refusal);
  if (plain->rows != records + 1) return plain;
  options.header = HeaderLine::kYes;
  return read_records(file, outputs, options);
}

}  // namespace

Result<std::vector<std::uint32_t>> checked_labels(const std::filesystem::path& file,
                                                  const std::vector<std::int64_t>& labels,
                                                  std::size_t classes) {
  std::vector<std::uint32_t> checked;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0 || static_cast<std::size_t>(labels[i]) >= classes) {
      return fail(ErrorCode::kBadInput,
                  fmt::format("{}: row {}: a label out of range; the model has classes 0 to {}",
                              file.string(), i + 1, classes - 1),
                  kHint);
    }
    checked.push_back(static_cast<std::uint32_t>(labels[i]));
  }
  return checked;
}

Result<std::vector<std::uint32_t>> read_labels(const std::filesystem::path& file,
                                               std::size_t records, std::size_t classes,
                                               const std::vector<std::string>& names) {
  const std::string name = file.string();
  const auto format = format_of(file);
  if (!format) {
    return fail(ErrorCode::kBadInput,
                name + " is neither text (.csv, .tsv, .txt) nor an array (.npy, .npz)", kHint);
  }
  auto bytes = read_file(file);
  if (!bytes) return tl::unexpected(bytes.error());
  LabelNames known(names, classes);
  const auto labels = labels_in(std::move(*bytes), name, *format, records, known);
  if (!labels) return tl::unexpected(labels.error());
  if (labels->size() != records) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} has {} labels for {} records", name, labels->size(), records),
                labels->size() == records + 1
                    ? "give one label a record; a first line 0 that pandas wrote is no label"
                    : kHint);
  }
  return checked_labels(file, *labels, classes);
}

Result<std::vector<double>> read_logits(const std::filesystem::path& file, std::size_t records,
                                        std::size_t outputs) {
  auto table = read_records(file, outputs);
  if (!table) table = read_counted(file, records, outputs, table.error());
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
