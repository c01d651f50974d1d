#include "records/answers.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "records/array_shape.hpp"
#include "records/column_names.hpp"
#include "records/csv.hpp"
#include "records/csv_table.hpp"
#include "records/feature_names.hpp"
#include "records/file_bytes.hpp"
#include "records/file_format.hpp"
#include "records/npz.hpp"
#include "records/npz_labels.hpp"
#include "records/text_encoding.hpp"
#include "records/told_list.hpp"

namespace medisc {
namespace {

std::string hint_of(const AnswerForm& form) {
  switch (form.task) {
    case TaskKind::kFindings:
      return fmt::format(
          "give a row a record: 1 for each finding that it has, else 0, {} in all",
          form.count());
    case TaskKind::kMap:
      return fmt::format("give each record a class from 0 to {} at each of {} positions",
                         form.classes - 1, form.count());
    default:
      return fmt::format("give a row a record, of {} numbers", form.count());
  }
}

tl::unexpected<Error> refuse(std::string what, const AnswerForm& form) {
  return fail(ErrorCode::kBadInput, std::move(what), hint_of(form));
}

RecordForm record_form(const AnswerForm& form, std::vector<std::string> names) {
  RecordForm table = form_of_columns(form.count());
  FormPart part;
  part.shape = form.shape;
  part.count = form.count();
  table.parts = {std::move(part)};
  table.names = std::move(names);
  return table;
}

/// The names to match columns by: the form's, where a heading is one of these; of one column
/// what labels are called by custom; or none.
std::vector<std::string> names_among(const std::vector<std::string>& headings,
                                     const AnswerForm& form) {
  const RecordForm named = record_form(form, form.names);
  const FeatureNames names(named);
  const auto is_name = [&](const std::string& heading) {
    return names.exact(heading).has_value() || names.alike(heading).has_value();
  };
  if (std::any_of(headings.begin(), headings.end(), is_name)) return form.names;
  const auto label = std::find_if(headings.begin(), headings.end(), names_labels);
  if (form.count() > 1 || label == headings.end()) return {};
  return {*label};
}

/// Reads a text of one table.
class AnswerText {
 public:
  AnswerText(std::string_view text, const std::string& file, std::size_t records,
             const AnswerForm& form)
      : text_(text), file_(file), records_(records), form_(form) {}

  /// A first line of numbers is a header where there is one row more than records.
  Result<RecordTable> read() const {
    auto plain = parse(HeaderLine::kNo, {});
    if (plain && plain->rows != records_ + 1) return plain;
    auto headed = read_headed();
    return headed || is_headed() ? headed : plain;
  }

 private:
  Result<RecordTable> parse(HeaderLine header, std::vector<std::string> names) const {
    ReadOptions options;
    options.header = header;
    options.labels = false;
    auto table = parse_csv(text_, file_, record_form(form_, std::move(names)), options);
    if (table) table->notes.clear();  // they speak of a model's features
    return table;
  }

  Result<RecordTable> read_headed() const {
    ReadOptions options;
    options.header = HeaderLine::kYes;
    const auto table = CsvTable::open(text_, file_, record_form(form_, {}), options);
    if (!table) return tl::unexpected<Error>(table.error());
    auto names = names_among(*table->header(), form_);
    const bool unknown = names.empty() && !form_.names.empty() && is_headed();
    auto read = parse(HeaderLine::kYes, std::move(names));
    if (read && unknown) {
      read->notes.push_back(file_ +
                            ": its header has none of the model's names: its columns "
                            "are taken in their order");
    }
    return read;
  }

  bool is_headed() const {
    const auto table = CsvTable::open(text_, file_, record_form(form_, {}), {});
    return table && table->header().has_value();
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t records_;
  const AnswerForm& form_;
};

/// An array with a dimension of classes, where their numbers are wanted.
bool has_class_each(const NpyArray& array, const AnswerForm& form, std::size_t axis) {
  auto shape = array.shape;
  if (form.task != TaskKind::kMap || shape.size() != form.shape.size() + 2) return false;
  const bool classes = shape[axis] == form.classes;
  shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(axis));
  return classes && std::equal(shape.begin() + 1, shape.end(), form.shape.begin());
}

Result<RecordTable> table_of_array(NpyArray array, const std::string& name, std::size_t records,
                                   const AnswerForm& form) {
  if (form.count() > 1 && array.shape.size() == 1 && array.values.size() == records) {
    return refuse(fmt::format("{} knows one number of each record; a task of {} has {}", name,
                              task_name(form.task), form.count()),
                  form);
  }
  for (const std::size_t axis : {std::size_t{1}, array.shape.size() - 1}) {
    if (array.shape.size() < 2 || !has_class_each(array, form, axis)) continue;
    return fail(ErrorCode::kBadInput,
                fmt::format("{}: its shape is {}, with a dimension of classes", name,
                            shape_text(array.shape)),
                fmt::format("give each position its class: array.argmax(axis={})", axis));
  }
  std::vector<std::string> headings;
  for (const NpyColumn& field : array.fields) headings.push_back(field.name);
  const RecordForm whole = record_form(form, names_among(headings, form));
  if (headings.empty()) {
    const auto fit = fit_shape(array.shape, whole.parts.front(), name);
    if (!fit) return tl::unexpected<Error>(fit.error());
  }
  auto table = records_of_array(std::move(array), name, whole, {});
  if (!table) return refuse(table.error().context, form);
  for (std::string& note : table->notes) note = name + ": " + note;
  return table;
}

Result<RecordTable> table_of_archive(std::vector<NamedArray> arrays, const std::string& name,
                                     std::size_t records, const AnswerForm& form) {
  const RecordForm table = record_form(form, {});
  auto labels = labels_of_npz(std::move(arrays), name, [&](const NpyArray& array) {
    if (array.kind == ElementKind::kText || !array.fields.empty()) return false;
    const auto fit = fit_shape(array.shape, table.parts.front(), name);
    return fit && fit->rows == records;
  });
  if (!labels) return tl::unexpected<Error>(labels.error());
  const std::string array = array_name(name, *labels);
  return table_of_array(std::move(labels->array), array, records, form);
}

Result<RecordTable> table_in(std::string bytes, const std::string& name, FileFormat format,
                             std::size_t records, const AnswerForm& form) {
  if (format == FileFormat::kText) {
    const auto text = decode_text(std::move(bytes), name);
    if (!text) return tl::unexpected<Error>(text.error());
    auto table = AnswerText(text->text, name, records, form).read();
    if (!table) return refuse(table.error().context, form);  // its hint speaks of features
    return table;
  }
  if (format == FileFormat::kNpy) {
    auto array = parse_npy(bytes, name);
    if (!array) return tl::unexpected<Error>(array.error());
    return table_of_array(std::move(*array), name, records, form);
  }
  auto arrays = parse_npz(bytes, name);
  if (!arrays) return tl::unexpected<Error>(arrays.error());
  return table_of_archive(std::move(*arrays), name, records, form);
}

std::string place_of(std::size_t index, const AnswerForm& form) {
  const std::size_t count = form.count();
  const std::string row = fmt::format("row {}, ", index / count + 1);
  if (form.shape.size() == 1) {
    const std::size_t column = index % count;
    return row + fmt::format("column {}", column + 1) +
           (form.names.empty() ? "" : " (" + shown(form.names[column]) + ")");
  }
  std::vector<std::size_t> places(form.shape.size());
  std::size_t rest = index % count;
  for (std::size_t i = places.size(); i-- > 0; rest /= form.shape[i]) {
    places[i] = rest % form.shape[i];
  }
  return row + fmt::format("position [{}]", fmt::join(places, ", "));
}

Result<void> check_classes(const std::vector<double>& values, const std::string& file,
                           const AnswerForm& form) {
  if (form.classes == 0) return {};
  const auto other = std::find_if(values.begin(), values.end(), [&](double x) {
    return x != std::floor(x) || x < 0 || x >= static_cast<double>(form.classes);
  });
  if (other == values.end()) return {};
  return refuse(fmt::format("{}: {} holds no whole number from 0 to {}", file,
                            place_of(static_cast<std::size_t>(other - values.begin()), form),
                            form.classes - 1),
                form);
}

/// Checks a table, and takes its values.
Result<Answers> answers_in(Result<RecordTable> table, const std::string& name,
                           std::size_t records, const AnswerForm& form) {
  if (!table) return tl::unexpected<Error>(table.error());
  if (table->rows != records) {
    return refuse(fmt::format("{} has {} rows for {} records", name, table->rows, records),
                  form);
  }
  if (auto fit = check_classes(table->values, name, form); !fit) {
    return tl::unexpected<Error>(fit.error());
  }
  return Answers{std::move(table->values), std::move(table->notes)};
}

}  // namespace

std::size_t AnswerForm::count() const {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

Result<Answers> read_answers(const std::filesystem::path& file, std::size_t records,
                             const AnswerForm& form) {
  const std::string name = file.string();
  const auto format = format_of(file);
  if (!format) return tl::unexpected<Error>(format.error());
  auto bytes = read_file(file);
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  return answers_in(table_in(std::move(*bytes), name, *format, records, form), name, records,
                    form);
}

Result<std::optional<Answers>> read_answers_beside(const std::filesystem::path& file,
                                                   std::size_t records, const AnswerForm& form,
                                                   const std::vector<std::string>& parts) {
  const auto format = format_of(file);
  if (!format || *format != FileFormat::kNpz) return std::nullopt;
  const auto bytes = read_file(file);
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  const std::string name = file.string();
  auto arrays = parse_npz(*bytes, name);
  if (!arrays) return tl::unexpected<Error>(arrays.error());
  std::erase_if(*arrays, [&](const NamedArray& array) {
    return !names_labels(array.name) || std::ranges::count(parts, array.name) > 0;
  });
  if (arrays->empty()) return std::nullopt;
  auto answers = answers_in(table_of_archive(std::move(*arrays), name, records, form), name,
                            records, form);
  if (!answers) return tl::unexpected<Error>(answers.error());
  return std::move(*answers);
}

}  // namespace medisc
