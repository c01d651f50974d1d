#include "cli/test_set.hpp"

#include <algorithm>

#include "cli/scoring.hpp"
#include "records/labels.hpp"
#include "records/records.hpp"

namespace medisc {

Result<TestSet> load_test_set(const std::string& records, const std::string& labels,
                              const std::string& logits, std::size_t features,
                              std::size_t outputs, std::optional<std::uint64_t> limit) {
  TestSet set;
  set.file = records;
  auto table = read_records(records, features);
  if (!table) return tl::unexpected<Error>(table.error());
  set.table = std::move(*table);
  const std::size_t rows = set.table.rows;
  if (labels.empty() && set.table.labels.empty()) {
    return fail(ErrorCode::kUsage, records + " has no column of labels",
                "give --labels FILE, one label a record");
  }
  auto known = labels.empty() ? checked_labels(records, set.table.labels, classes_of(outputs))
                              : read_labels(labels, rows, classes_of(outputs));
  if (!known) return tl::unexpected<Error>(known.error());
  set.labels = std::move(*known);
  const std::size_t count = std::min<std::size_t>(rows, limit.value_or(rows));
  set.labels.resize(count);
  if (logits.empty()) return set;
  const auto values = read_logits(logits, rows, outputs);
  if (!values) return tl::unexpected<Error>(values.error());
  for (std::size_t i = 0; i < count; ++i) {
    const auto first = values->begin() + static_cast<std::ptrdiff_t>(i * outputs);
    set.logits.emplace_back(first, first + static_cast<std::ptrdiff_t>(outputs));
  }
  return set;
}

}  // namespace medisc
