#include "records/array_records.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "records/array_labels.hpp"
#include "records/array_shape.hpp"
#include "records/columns.hpp"
#include "records/range_check.hpp"
#include "records/row_problems.hpp"

namespace medisc {
namespace {

std::string index_text(std::size_t element, const std::vector<std::uint64_t>& shape) {
  std::vector<std::uint64_t> index(shape.size());
  for (std::size_t i = shape.size(); i-- > 0;) {
    index[i] = element % shape[i];
    element /= shape[i];
  }
  return shape_text(index);
}

/// "row 2, column 3 (age)", or "row 2, element [0, 3, 4] of image".
std::string place_of(const RecordTable& table, const RecordForm& form, std::size_t row,
                     std::size_t element) {
  const std::string& name = element < table.features.size() ? table.features[element] : "";
  std::size_t first = 0;
  for (std::size_t i = 0; i < table.shapes.size() && name.empty(); ++i) {
    const auto& shape = table.shapes[i];
    std::size_t count = 1;
    for (const std::uint64_t dim : shape) count *= dim;
    if (element < first + count && (shape.size() > 1 || table.shapes.size() > 1)) {
      const std::string part = i < form.parts.size() ? form.parts[i].name : "";
      return fmt::format("row {}, element {}{}", row + 1, index_text(element - first, shape),
                         part.empty() ? "" : " of " + shown(part));
    }
    first += count;
  }
  return fmt::format("row {}, column {}{}", row + 1, element + 1,
                     name.empty() ? "" : " (" + shown(name) + ")");
}

/// Numbers its rows where they have no ids, and checks that values are finite and in range.
Result<RecordTable> finished(RecordTable table, const std::string& file, const RecordForm& form,
                             const ReadOptions& options) {
  for (std::size_t row = table.ids.size(); row < table.rows; ++row) {
    table.ids.push_back(std::to_string(row + 1));
  }
  RowProblems problems(file, options.skip_bad, "values are no finite numbers");
  const Place place = [&](std::size_t row, std::size_t element) {
    return place_of(table, form, row, element);
  };
  for (std::size_t row = 0; row < table.rows; ++row) {
    for (std::size_t i = 0; i < table.columns; ++i) {
      const double value = table.values[row * table.columns + i];
      if (std::isfinite(value)) continue;
      problems.add(
          [&] {
            return fmt::format("{}: {}; expected a finite number", place(row, i),
                               std::isnan(value) ? "no value" : "an infinite number");
          },
          "fill in missing values as the model's makers did, or pass over bad rows with "
          "--skip-bad");
    }
    problems.end_row(table, row);
  }
  if (auto good = problems.end(); !good) return tl::unexpected(good.error());
  if (auto fit = check_ranges(table, form, options, file, place); !fit) {
    return tl::unexpected(fit.error());
  }
  return table;
}

tl::unexpected<Error> texts_refused(const std::string& file) {
  return fail(ErrorCode::kBadInput, file + ": its elements are texts; expected numbers",
              "numpy.asarray(array, dtype='float64') makes numbers of them");
}

/// The records of one part, or of a table without parts.
FormPart whole_of(const RecordForm& form) {
  FormPart part;
  part.count = form.columns.value_or(0);
  return part;
}

/// Fields of a structured array as columns.
Result<RecordTable> records_of_fields(NpyArray array, const std::string& file,
                                      const RecordForm& form, const ReadOptions& options) {
  if (array.shape.size() > 1) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{}: a structured array of {} dimensions; expected one", file,
                            array.shape.size()),
                "use array.reshape(-1)");
  }
  std::vector<std::string> headings;
  for (const NpyColumn& field : array.fields) headings.push_back(field.name);
  auto columns = match_columns(headings, form, options, file);
  if (!columns) return tl::unexpected(columns.error());
  RecordTable table;
  table.rows = array.shape.empty() ? 1 : array.shape[0];
  if (table.rows == 0) return fail(ErrorCode::kBadInput, file + " holds no records");
  table.columns = columns->features.size();
  table.features = columns->names;
  table.notes = columns->notes;
  table.values.resize(table.rows * table.columns);
  for (std::size_t i = 0; i < table.columns; ++i) {
    const NpyColumn& field = array.fields[columns->features[i]];
    if (field.kind == ElementKind::kText) {
      return texts_refused(file + ": " + column_text(*columns, columns->features[i]));
    }
    for (std::size_t row = 0; row < table.rows; ++row) {
      table.values[row * table.columns + i] = field.values[row];
    }
  }
  if (columns->id) {
    const NpyColumn& field = array.fields[*columns->id];
    auto ids = ids_of(field.values, field.texts, file);
    if (!ids) return tl::unexpected(ids.error());
    table.ids = std::move(*ids);
  }
  if (columns->label && options.labels && form.has_one_label()) {
    const NpyColumn& field = array.fields[*columns->label];
    if (form.task == TaskKind::kNumber) {
      if (field.kind == ElementKind::kText) return texts_refused(file + ": the labels");
      table.targets = field.values;
    } else {
      LabelNames names(options.classes.empty() ? form.classes : options.classes,
                       form.class_count);
      auto labels = labels_of(field.values, field.texts, field.kind, names, file);
      if (!labels) return tl::unexpected(labels.error());
      table.labels = std::move(*labels);
    }
  }
  return finished(std::move(table), file, form, options);
}

/// An array whose rows are all parts, one behind the other.
Result<RecordTable> records_of_all_parts(NpyArray array, const std::string& file,
                                         const RecordForm& form, const ReadOptions& options) {
  FormPart whole = whole_of(form);
  whole.shape = {whole.count};
  const auto fit = fit_shape(array.shape, whole, file);
  if (!fit) {
    return fail(
        ErrorCode::kBadInput, fit.error().context,
        fmt::format("the model's records have {} parts: give an array of each with "
                    "numpy.savez(file, {}=..., {}=...)",
                    form.parts.size(), shown(form.parts[0].name), shown(form.parts[1].name)));
  }
  RecordTable table;
  table.rows = fit->rows;
  table.columns = whole.count;
  table.features = form.names;
  for (const FormPart& part : form.parts) table.shapes.push_back(part.shape);
  table.notes.emplace_back("flat records are taken as the model's parts, one behind the other");
  table.values = std::move(array.values);
  return finished(std::move(table), file, form, options);
}

}  // namespace

Result<RecordTable> records_of_parts(std::vector<NamedArray> arrays, const std::string& file,
                                     const RecordForm& form, const ReadOptions& options) {
  RecordTable table;
  table.features = form.names;
  std::vector<std::size_t> counts;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const NpyArray& array = arrays[i].array;
    const std::string name =
        arrays[i].name.empty() ? file : file + ", array " + shown(arrays[i].name);
    if (array.kind == ElementKind::kText) return texts_refused(name);
    const FormPart whole = whole_of(form);
    const auto fit = fit_shape(array.shape, form.parts.empty() ? whole : form.parts[i], name);
    if (!fit) return tl::unexpected(fit.error());
    if (i > 0 && fit->rows != table.rows) {
      return fail(ErrorCode::kBadInput,
                  fmt::format("{} has {} records, and array {} has {}", name, fit->rows,
                              shown(arrays[0].name), table.rows),
                  "give each part of every record");
    }
    table.rows = fit->rows;
    counts.push_back(array.values.size() / fit->rows);
    table.columns += counts.back();
    table.shapes.push_back(fit->shape);
    if (!fit->note.empty()) {
      table.notes.push_back(arrays.size() == 1 ? fit->note
                                               : shown(arrays[i].name) + ": " + fit->note);
    }
  }
  if (arrays.size() == 1) {
    table.values = std::move(arrays[0].array.values);
  } else {
    table.values.reserve(table.rows * table.columns);
    for (std::size_t row = 0; row < table.rows; ++row) {
      for (std::size_t i = 0; i < arrays.size(); ++i) {
        const auto first =
            arrays[i].array.values.begin() + static_cast<std::ptrdiff_t>(row * counts[i]);
        table.values.insert(table.values.end(), first,
                            first + static_cast<std::ptrdiff_t>(counts[i]));
      }
    }
  }
  return finished(std::move(table), file, form, options);
}

Result<RecordTable> records_of_array(NpyArray array, const std::string& file,
                                     const RecordForm& form, const ReadOptions& options) {
  if (!array.fields.empty()) return records_of_fields(std::move(array), file, form, options);
  if (array.kind == ElementKind::kText) return texts_refused(file);
  if (form.parts.size() > 1) return records_of_all_parts(std::move(array), file, form, options);
  std::vector<NamedArray> one;
  one.push_back({"", std::move(array)});
  return records_of_parts(std::move(one), file, form, options);
}

Result<RecordTable> records_of_columns(const NpyArray& array,
                                       const std::vector<std::string>& headings,
                                       const std::string& file, const RecordForm& form,
                                       const ReadOptions& options) {
  if (array.kind == ElementKind::kText || !array.fields.empty()) return texts_refused(file);
  if (array.shape.size() != 2 || array.shape[0] == 0 || array.shape[1] != headings.size()) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{}: its shape is {}, and its columns have {} names", file,
                            shape_text(array.shape), headings.size()),
                "give an array [records, features], and a name for each feature");
  }
  const auto columns = match_columns(headings, form, options, file);
  if (!columns) return tl::unexpected(columns.error());
  RecordTable table;
  table.rows = array.shape[0];
  table.columns = columns->features.size();
  table.features = columns->names;
  table.notes = columns->notes;
  for (std::size_t row = 0; row < table.rows; ++row) {
    for (const std::size_t column : columns->features) {
      table.values.push_back(array.values[row * headings.size() + column]);
    }
  }
  return finished(std::move(table), file, form, options);
}

}  // namespace medisc
