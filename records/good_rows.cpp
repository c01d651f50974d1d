#include "records/good_rows.hpp"

namespace medisc {

std::vector<BadRow> take_bad_rows(RecordTable& table) {
  std::vector<BadRow> bad;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (!table.good(row)) bad.push_back({row, table.ids[row], *table.problems[row]});
  }
  erase_rows(table.ids, bad);
  erase_rows(table.labels, bad);
  erase_rows(table.targets, bad);
  if (table.columns > 0) erase_rows(table.values, bad, table.columns);
  table.problems.clear();
  table.rows -= bad.size();
  return bad;
}

Error no_good_row(const std::string& file, const BadRow& first) {
  return {ErrorCode::kBadInput,
          file + ": no record can be read; the first: " + first.error.context,
          first.error.hint};
}

}  // namespace medisc
