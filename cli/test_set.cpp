#include "cli/test_set.hpp"

#include <algorithm>

#include "cli/notes.hpp"
#include "records/labels.hpp"
#include "records/records.hpp"

namespace medisc {

Result<TestSet> load_test_set(const TestSetFiles& files, const TruthForm& form,
                              std::optional<std::uint64_t> limit) {
  TestSet set;
  set.file = files.records;
  ReadOptions reading = files.reading;
  reading.labels = files.labels.empty();
  auto table = read_records(files.records, files.manifest, reading);
  if (!table) return tl::unexpected<Error>(table.error());
  print_notes(table->notes);
  set.table = std::move(*table);
  const std::size_t rows = set.table.rows;
  auto truth = load_truth(files.labels, files.records, set.table, form);
  if (!truth) return tl::unexpected<Error>(truth.error());
  set.truth = std::move(*truth);
  const std::size_t count = std::min<std::size_t>(rows, limit.value_or(rows));
  set.truth.resize(count);
  if (files.logits.empty()) return set;
  const auto values = read_logits(files.logits, rows, files.results);
  if (!values) return tl::unexpected<Error>(values.error());
  for (std::size_t i = 0; i < count; ++i) {
    const auto first = values->begin() + static_cast<std::ptrdiff_t>(i * files.results);
    set.logits.emplace_back(first, first + static_cast<std::ptrdiff_t>(files.results));
  }
  return set;
}

}  // namespace medisc
