#include "records/array_labels.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "records/record_ids.hpp"

namespace medisc {

Result<std::vector<std::int64_t>> labels_of(const std::vector<double>& values,
                                            const std::vector<std::string>& texts,
                                            ElementKind kind, LabelNames& names,
                                            const std::string& file) {
  std::vector<std::int64_t> labels;
  const std::size_t count = kind == ElementKind::kText ? texts.size() : values.size();
  labels.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const bool truth = kind == ElementKind::kBool;
    const auto label = kind == ElementKind::kText ? names.read(texts[i])
                       : truth ? names.read(values[i] != 0 ? "true" : "false")
                               : names.read(values[i]);
    if (!label) {
      return fail(ErrorCode::kBadInput,
                  fmt::format("{}: row {}: {}", file, i + 1, label.error()),
                  "give one label a record: a class's name, or its number from 0 on");
    }
    labels.push_back(*label);
  }
  return labels;
}

Result<std::vector<std::int64_t>> labels_of_array(const NpyArray& array, LabelNames& names,
                                                  const std::string& file) {
  const auto& shape = array.shape;
  if (!array.fields.empty() || shape.empty() || shape.size() > 2 ||
      (shape.size() == 2 && shape[1] != 1)) {
    return fail(
        ErrorCode::kBadInput,
        fmt::format("{}: expected an array of labels, [records]; found {} dimensions{}", file,
                    shape.size(), array.fields.empty() ? "" : " of structures"),
        "give one label a record: array.argmax(axis=1), where there is a column a class");
  }
  return labels_of(array.values, array.texts, array.kind, names, file);
}

Result<std::vector<std::string>> ids_of(const std::vector<double>& values,
                                        const std::vector<std::string>& texts,
                                        const std::string& file) {
  std::vector<std::string> ids = texts;
  for (const double value : values) {
    const bool whole = std::abs(value) <= 0x1p53 && value == std::trunc(value);
    ids.push_back(whole ? fmt::format("{}", static_cast<std::int64_t>(value)) : "");
  }
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (is_record_id(ids[i])) continue;
    return fail(ErrorCode::kBadInput,
                fmt::format("{}: row {}: {}", file, i + 1, kRecordIdExpected),
                "give every record an id: a text, or a whole number");
  }
  return ids;
}

}  // namespace medisc
