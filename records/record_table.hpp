/// Records as a table of finite numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "error/error.hpp"

namespace medisc {

struct RecordTable {
  std::vector<std::string> features;  ///< a name a column; empty if neither file nor model has
  std::vector<std::string> ids;       ///< one a row; "1", "2", ... if the file has none
  std::vector<std::int64_t> labels;   ///< one a row, a class; empty if the file has none
  std::vector<double> targets;        ///< one a row: the known numbers, where a result is one
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> values;  ///< row major, rows x columns, in the model's order

  /// The shape of each part of a record as the file has it, where the file has shapes: of an
  /// array, [channels, height, width], say. The model's own, but for a part that is resized.
  std::vector<std::vector<std::uint64_t>> shapes;

  /// What was detected, taken for granted or changed; a line each. For the user to read.
  std::vector<std::string> notes;

  /// What is wrong with a row: one a row, or empty if nothing is wrong with any. A bad row's
  /// values are NaN; its label is -1 where it could not be read. Rows are bad only where
  /// ReadOptions says skip_bad.
  std::vector<std::optional<Error>> problems;

  std::span<const double> row(std::size_t index) const {
    return std::span<const double>(values).subspan(index * columns, columns);
  }
  bool good(std::size_t index) const { return problems.empty() || !problems[index]; }
};

}  // namespace medisc
