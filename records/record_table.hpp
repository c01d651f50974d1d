/// Records as a table of finite numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace medisc {

struct RecordTable {
  std::vector<std::string> features;  ///< a name a column; empty if the file has none
  std::vector<std::string> ids;       ///< one a row; "1", "2", ... if the file has none
  std::vector<std::int64_t> labels;   ///< one a row; empty if the file has none
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> values;  ///< row major, rows x columns

  std::span<const double> row(std::size_t index) const {
    return std::span<const double>(values).subspan(index * columns, columns);
  }
};

}  // namespace medisc
