/// How a file of records is to be read.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace medisc {

/// Which rows of a file.
struct RowRange {
  std::uint64_t offset = 0;  ///< rows that are passed over
  std::optional<std::uint64_t> limit{};

  /// Of a file of so many rows.
  std::size_t begin(std::size_t rows) const { return std::min<std::size_t>(rows, offset); }
  std::size_t end(std::size_t rows) const {
    const std::size_t left = rows - begin(rows);
    return begin(rows) + std::min<std::size_t>(left, limit.value_or(left));
  }
};

/// Whether the first line of a CSV file names its columns.
enum class HeaderLine : std::uint8_t {
  kAuto,  ///< judged by what it holds; refused where both could be
  kYes,
  kNo,  ///< columns stand in the model's order
};

/// What becomes of values outside the range that the manifest gives.
enum class OutOfRange : std::uint8_t {
  kRefuse,
  kClip,  ///< to the nearer end of the range; said in a note
  kWarn,  ///< left as they are; said in a note
};

/// The mark before a number's fraction.
enum class DecimalMark : std::uint8_t { kAuto, kPoint, kComma };

struct ReadOptions {
  /// The column of ids; without a header its number, from 1. None: known by the usual names.
  std::optional<std::string> id_column;
  /// Columns that are passed over; without a header their numbers, from 1.
  std::vector<std::string> ignore_columns;
  HeaderLine header = HeaderLine::kAuto;
  DecimalMark decimal = DecimalMark::kAuto;
  OutOfRange out_of_range = OutOfRange::kRefuse;
  /// A bad row stays in the table with its error, and the others are read.
  bool skip_bad = false;
  /// A file of several frames is a record a frame, of a model of images.
  bool each_frame = false;
  /// False: a column of labels is passed over, whatever it holds.
  bool labels = true;
  /// What text labels name, by class; empty: the manifest's labels.
  std::vector<std::string> classes;
};

}  // namespace medisc
