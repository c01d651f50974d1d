#include "cli/truth.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "records/labels.hpp"
#include "records/npy.hpp"
#include "records/records.hpp"

namespace medisc {
namespace {

using Truth = std::vector<std::vector<double>>;

template <class Number>
Truth column_of(const std::vector<Number>& numbers) {
  Truth truth;
  for (const Number number : numbers) truth.push_back({static_cast<double>(number)});
  return truth;
}

Result<Truth> from_file(const std::string& file, std::size_t records, const TruthForm& form) {
  if (form.classes > 0 && form.columns == 1) {
    const auto labels = read_labels(file, records, form.classes, form.names);
    if (!labels) return tl::unexpected<Error>(labels.error());
    return column_of(*labels);
  }
  if (std::filesystem::path(file).extension() == ".npy") {
    const auto array = read_npy(file);  // [records] as well as [records, 1]
    if (!array) return tl::unexpected<Error>(array.error());
    const bool one_each = array->values.size() == records;
    if (one_each && form.columns == 1) return column_of(array->values);
    if (one_each) {
      return fail(ErrorCode::kBadInput,
                  fmt::format("{} knows one number of each record; a task of {} has {}", file,
                              task_name(form.task), form.columns),
                  "give a row a record, 0 or 1 a finding, a class a pixel");
    }
  }
  const auto table = read_records(file, form.columns);
  if (!table) return tl::unexpected<Error>(table.error());
  if (table->rows != records) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} has {} rows for {} records", file, table->rows, records),
                "give one row a record");
  }
  Truth truth;
  for (std::size_t row = 0; row < table->rows; ++row) {
    const auto values = table->row(row);
    const auto fits = [&](double x) {
      return form.classes == 0 ||
             (x == std::floor(x) && x >= 0 && x < static_cast<double>(form.classes));
    };
    if (!std::all_of(values.begin(), values.end(), fits)) {
      return fail(ErrorCode::kBadInput,
                  fmt::format("{}: row {} holds what is no whole number from 0 to {}", file,
                              row + 1, form.classes - 1));
    }
    truth.emplace_back(values.begin(), values.end());
  }
  return truth;
}

}  // namespace

TruthForm truth_form(TaskKind task, const Outcome& outcome, std::uint32_t results) {
  switch (task) {
    case TaskKind::kClasses:
      return {task, results, 1, outcome.labels};
    case TaskKind::kBinary:
      return {task, 2, 1, outcome.labels};
    case TaskKind::kFindings:
      return {task, 2, results, {}};
    case TaskKind::kNumber:
      return {task, 0, results, {}};
    case TaskKind::kMap:
      break;
  }
  const std::uint32_t classes = outcome.shape.front();
  return {task, std::max(classes, 2U), results / classes, {}};
}

Result<Truth> load_truth(const std::string& file, const std::string& records,
                         const RecordTable& table, const TruthForm& form) {
  if (!file.empty()) return from_file(file, table.rows, form);
  if (!table.targets.empty() && form.classes == 0 && form.columns == 1) {
    return column_of(table.targets);
  }
  if (table.labels.empty() || form.columns != 1) {
    return fail(
        ErrorCode::kUsage,
        records + (form.columns == 1 ? " has no column of labels"
                                     : fmt::format(" can't hold what is known of a record: {} "
                                                   "numbers each",
                                                   form.columns)),
        form.columns == 1 ? "give --labels FILE, one label a record"
                          : "give --labels FILE, CSV or NPY, a row a record");
  }
  if (form.classes == 0) return column_of(table.labels);
  const auto labels = checked_labels(records, table.labels, form.classes);
  if (!labels) return tl::unexpected<Error>(labels.error());
  return column_of(*labels);
}

}  // namespace medisc
