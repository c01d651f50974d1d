#include "cli/truth.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cli/notes.hpp"
#include "records/labels.hpp"

namespace medisc {
namespace {

using Truth = std::vector<std::vector<double>>;

template <class Number>
Truth column_of(const std::vector<Number>& numbers) {
  Truth truth;
  for (const Number number : numbers) truth.push_back({static_cast<double>(number)});
  return truth;
}

Truth rows_of(const Answers& answers, std::size_t columns) {
  print_notes(answers.notes);
  Truth truth;
  for (auto at = answers.values.begin(); at != answers.values.end();) {
    const auto end = at + static_cast<std::ptrdiff_t>(columns);
    truth.emplace_back(at, end);
    at = end;
  }
  return truth;
}

Result<Truth> from_file(const std::string& file, std::size_t records, const TruthForm& form) {
  if (form.is_class()) {
    const auto labels = read_labels(file, records, form.answer.classes, form.answer.names);
    if (!labels) return tl::unexpected<Error>(labels.error());
    return column_of(*labels);
  }
  const auto answers = read_answers(file, records, form.answer);
  if (!answers) return tl::unexpected<Error>(answers.error());
  return rows_of(*answers, form.answer.count());
}

/// Of the archive that the records are in.
Result<Truth> from_archive(const std::string& file, std::size_t records,
                           const TruthForm& form) {
  const auto answers = read_answers_beside(file, records, form.answer, form.inputs);
  if (!answers) return tl::unexpected<Error>(answers.error());
  if (*answers) return rows_of(**answers, form.answer.count());
  return fail(
      ErrorCode::kUsage,
      fmt::format("{} does not say what is known of a record: {} numbers each", file,
                  form.answer.count()),
      "give --labels FILE, CSV, NPY or NPZ, a row a record; or beside the records, in an "
      "NPZ archive, an array called y");
}

Result<Truth> from_column(const std::string& file, const RecordTable& table,
                          const TruthForm& form) {
  if (!table.targets.empty() && !form.is_class()) return column_of(table.targets);
  if (table.labels.empty()) {
    return fail(ErrorCode::kUsage, file + " has no column of labels",
                "give --labels FILE, one label a record");
  }
  if (!form.is_class()) return column_of(table.labels);
  const auto labels = checked_labels(file, table.labels, form.answer.classes);
  if (!labels) return tl::unexpected<Error>(labels.error());
  return column_of(*labels);
}

}  // namespace

TruthForm truth_form(TaskKind task, const Manifest& manifest, std::uint32_t results) {
  const Outcome& outcome = manifest.outcome;
  TruthForm form;
  for (const RecordPart& part : manifest.parts) form.inputs.push_back(part.name);
  form.answer.task = task;
  form.answer.names = outcome.labels;
  switch (task) {
    case TaskKind::kClasses:
      form.answer.classes = results;
      break;
    case TaskKind::kBinary:
      form.answer.classes = 2;
      break;
    case TaskKind::kFindings:
      form.answer.classes = 2;
      form.answer.shape = {results};
      break;
    case TaskKind::kNumber:
      form.answer.shape = {results};
      break;
    case TaskKind::kMap:
      form.answer.classes = std::max(outcome.shape.front(), 2U);
      form.answer.shape.assign(outcome.shape.begin() + 1, outcome.shape.end());
      form.answer.names.clear();
  }
  return form;
}

Result<Truth> load_truth(const std::string& file, const std::string& records,
                         const RecordTable& table, const std::vector<BadRow>& bad,
                         const TruthForm& form) {
  if (file.empty() && form.is_one()) return from_column(records, table, form);
  const std::size_t rows = table.rows + bad.size();
  auto truth = file.empty() ? from_archive(records, rows, form) : from_file(file, rows, form);
  if (truth) erase_rows(*truth, bad);
  return truth;
}

}  // namespace medisc
