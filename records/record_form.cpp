#include "records/record_form.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include <fmt/format.h>

namespace medisc {
namespace {

constexpr std::size_t kMaxElements = std::size_t{1} << 26;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kMaxWithNames = std::size_t{1} << 22;

tl::unexpected<Error> unfit(const std::string& part, const char* reason) {
  return fail(ErrorCode::kBadInput, fmt::format("the manifest's part '{}': {}", part, reason),
              "the service must correct its manifest");
}

/// Nothing where a dimension is 0 or there are too many elements.
std::optional<std::size_t> elements_of(const std::vector<std::uint32_t>& shape) {
  std::size_t count = 1;
  for (const std::uint32_t dim : shape) {
    if (dim == 0 || dim > kMaxElements / count) return std::nullopt;
    count *= dim;
  }
  return count;
}

bool fits(std::size_t entries, const FormPart& part) {
  const bool channels = part.layout != Layout::kFlat && part.shape.size() > 1 &&
                        entries == part.shape[part.channel_dimension()];
  return entries <= 1 || channels || (entries == part.count && !part.resized);
}

const char* fault_of_ranges(const FormPart& part) {
  if (!fits(part.least.size(), part) || !fits(part.largest.size(), part)) {
    return "its ranges are neither one for all, one a channel, nor one an element";
  }
  if (part.least.size() > 1 && part.largest.size() > 1 &&
      part.least.size() != part.largest.size()) {
    return "its least and largest values differ in number";
  }
  const std::size_t entries = std::max(part.least.size(), part.largest.size());
  for (std::size_t i = 0; i < entries; ++i) {
    const auto of = [&](const std::vector<double>& list, double none) {
      return list.empty() ? none : list[list.size() == 1 ? 0 : i];
    };
    if (!(of(part.least, -kInfinity) <= of(part.largest, kInfinity))) {
      return "its least value is above its largest";
    }
  }
  return nullptr;
}

/// The names, or units, of all elements: what the parts have, and "" for others. Empty where no
/// part has any.
std::vector<std::string> of_all_elements(const Manifest& manifest, const RecordForm& form,
                                         std::vector<std::string> RecordPart::*list) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < form.parts.size(); ++i) {
    const auto& entries = manifest.parts[i].*list;
    const FormPart& part = form.parts[i];
    const bool by_element = entries.size() == part.count || entries.size() == 1;
    if (!by_element) continue;
    all.resize(*form.columns);
    for (std::size_t k = 0; k < part.count; ++k) {
      all[part.first + k] = entries[entries.size() == 1 ? 0 : k];
    }
  }
  const bool empty =
      std::all_of(all.begin(), all.end(), [](const std::string& text) { return text.empty(); });
  return empty ? std::vector<std::string>{} : all;
}

Result<void> add_part(const RecordPart& part, bool resized, RecordForm& form) {
  const auto count = elements_of(part.shape);
  if (!count || *count > kMaxElements - form.columns.value_or(0)) {
    return unfit(part.name, "its shape is empty or too large");
  }
  std::vector<std::uint64_t> shape(part.shape.begin(), part.shape.end());
  if (shape.empty()) shape = {1};
  FormPart added{part.name,   std::move(shape),
                 part.layout, form.columns.value_or(0),
                 *count,      resized && part.shape.size() > 1 && part.layout != Layout::kFlat,
                 part.least,  part.largest};
  if (!part.features.empty() && part.features.size() != *count) {
    return unfit(part.name, "its feature names are not one an element");
  }
  if (part.units.size() > 1 && !fits(part.units.size(), added)) {
    return unfit(part.name, "its units do not fit its shape");
  }
  if (const char* fault = fault_of_ranges(added)) return unfit(part.name, fault);
  form.columns = added.first + *count;
  form.parts.push_back(std::move(added));
  return {};
}

}  // namespace

RecordForm form_of_columns(std::optional<std::size_t> columns) {
  RecordForm form;
  form.columns = columns;
  return form;
}

Result<RecordForm> form_of(const Manifest& manifest) {
  RecordForm form;
  for (std::uint32_t i = 0; i < manifest.parts.size(); ++i) {
    const auto& steps = manifest.preprocessing;
    const bool resized = std::any_of(steps.begin(), steps.end(), [&](const auto& step) {
      return step.part == i && step.kind == StepKind::kResize;
    });
    if (auto added = add_part(manifest.parts[i], resized, form); !added) {
      return tl::unexpected(added.error());
    }
  }
  const bool named = std::any_of(
      manifest.parts.begin(), manifest.parts.end(),
      [](const RecordPart& part) { return !part.features.empty() || !part.units.empty(); });
  if (named && form.columns.value_or(0) > kMaxWithNames) {
    return unfit(manifest.parts.front().name, "too many elements beside features with names");
  }
  form.names = of_all_elements(manifest, form, &RecordPart::features);
  form.units = of_all_elements(manifest, form, &RecordPart::units);
  std::set<std::string_view> seen;
  for (const std::string& name : form.names) {
    if (!name.empty() && !seen.insert(name).second) {
      return unfit(form.parts.front().name, "a feature's name is there twice");
    }
  }
  const Outcome& outcome = manifest.outcome;
  form.task = outcome.task;
  form.classes = outcome.labels;
  if (outcome.task == TaskKind::kBinary) {
    form.class_count = 2;
  } else if (!outcome.labels.empty()) {
    form.class_count = outcome.labels.size();
  } else if (outcome.task == TaskKind::kClasses && !outcome.shape.empty()) {
    form.class_count = elements_of(outcome.shape);
  }
  return form;
}

}  // namespace medisc
