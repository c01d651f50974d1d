#include "records/row_problems.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace medisc {

void RowProblems::end_row(RecordTable& table, std::size_t index) {
  if (skip_bad_ && !row_is_good()) {
    table.problems.resize(table.rows);
    table.problems[index] = error(row_, row_hint_);
    const auto first =
        table.values.begin() + static_cast<std::ptrdiff_t>(index * table.columns);
    std::fill(first, first + static_cast<std::ptrdiff_t>(table.columns),
              std::numeric_limits<double>::quiet_NaN());
  }
  forget_row();
}

void RowProblems::forget_row() {
  row_ = ToldList("; ");
  row_hint_.clear();
}

Result<void> RowProblems::end() const {
  if (skip_bad_ || all_.count() == 0) return {};
  return tl::unexpected<Error>(error(all_, hint_));
}

Error RowProblems::error(const ToldList& faults, const std::string& hint) const {
  const std::string text = faults.text();
  return {ErrorCode::kBadInput,
          faults.count() == 1
              ? fmt::format("{}: {}", file_, text)
              : fmt::format("{}: {} {}: {}", file_, faults.count(), what_, text),
          hint};
}

}  // namespace medisc
