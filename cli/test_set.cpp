#include "cli/test_set.hpp"

#include <algorithm>

#include "cli/notes.hpp"
#include "records/labels.hpp"
#include "records/records.hpp"

namespace medisc {
namespace {

/// Those among the first `limit` rows of the file.
std::vector<BadRow> first_of(std::vector<BadRow> bad, std::optional<std::uint64_t> limit) {
  std::erase_if(bad, [&](const BadRow& one) { return limit && one.row >= *limit; });
  return bad;
}

}  // namespace

Result<TestSet> load_test_set(const TestSetFiles& files, const TruthForm& form,
                              std::optional<std::uint64_t> limit) {
  TestSet set;
  set.file = files.records;
  ReadOptions reading = files.reading;
  reading.labels = files.labels.empty();
  auto table = read_records(files.records, files.manifest, reading);
  if (!table) return tl::unexpected<Error>(table.error());
  print_notes(table->notes);
  const std::size_t rows = table->rows;
  const std::vector<BadRow> bad = take_bad_rows(*table);
  set.table = std::move(*table);
  set.bad = first_of(bad, limit);
  const std::size_t count = std::min<std::size_t>(rows, limit.value_or(rows)) - set.bad.size();
  if (count == 0) return tl::unexpected<Error>(no_good_row(files.records, set.bad.front()));
  auto truth = load_truth(files.labels, files.records, set.table, bad, form);
  if (!truth) return tl::unexpected<Error>(truth.error());
  set.truth = std::move(*truth);
  set.truth.resize(count);
  if (files.logits.empty()) return set;
  auto values = read_logits(files.logits, rows, files.results);
  if (!values) return tl::unexpected<Error>(values.error());
  erase_rows(*values, bad, files.results);
  for (std::size_t i = 0; i < count; ++i) {
    const auto first = values->begin() + static_cast<std::ptrdiff_t>(i * files.results);
    set.logits.emplace_back(first, first + static_cast<std::ptrdiff_t>(files.results));
  }
  return set;
}

}  // namespace medisc
