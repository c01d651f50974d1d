/// The good rows of a table, without the bad ones.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "error/error.hpp"
#include "records/record_table.hpp"

namespace medisc {

/// A row that could not be read.
struct BadRow {
  std::size_t row = 0;  ///< of the file, from 0
  std::string id;
  Error error;
};

/// Takes bad rows off a table, with their ids and labels, and returns them in the file's order.
std::vector<BadRow> take_bad_rows(RecordTable& table);

/// Takes bad rows off a list of `width` entries a row.
template <class Entry>
void erase_rows(std::vector<Entry>& list, const std::vector<BadRow>& bad,
                std::size_t width = 1) {
  std::vector<bool> gone(list.size() / width, false);
  for (const BadRow& one : bad) {
    if (one.row < gone.size()) gone[one.row] = true;
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!gone[i / width]) std::swap(list[kept++], list[i]);
  }
  list.resize(kept);
}

/// The error of a file without a single good row; the first of its bad ones tells why.
Error no_good_row(const std::string& file, const BadRow& first);

}  // namespace medisc
