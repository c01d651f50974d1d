#include "site/network_facts.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace medisc {
namespace {

using Keys = std::span<const std::string_view>;

constexpr std::string_view kNameKeys[] = {"medisc.name", "model_name", "name"};
constexpr std::string_view kVersionKeys[] = {"medisc.version", "model_version", "version"};
constexpr std::string_view kTaskKeys[] = {"medisc.task", "task"};
constexpr std::string_view kFeatureKeys[] = {"medisc.feature_names", "feature_names"};
constexpr std::string_view kLabelKeys[] = {"medisc.labels", "labels", "class_names", "classes"};
constexpr std::string_view kUnitKeys[] = {"medisc.unit", "unit"};

/// The first of these keys, in any case of letters, that metadata has, with its value; null
/// where there is none.
const std::pair<const std::string, std::string>* entry_in(const NetworkFacts& facts,
                                                          Keys keys) {
  const auto same = [](std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
      return std::tolower(static_cast<unsigned char>(x)) == y;
    });
  };
  for (const std::string_view wanted : keys) {
    for (const auto& entry : facts.metadata) {
      if (same(entry.first, wanted)) return &entry;
    }
  }
  return nullptr;
}

const std::string* found_in(const NetworkFacts& facts, Keys keys) {
  const auto* entry = entry_in(facts, keys);
  return entry == nullptr ? nullptr : &entry->second;
}

/// A short text that can be shown, or nothing.
std::string text_in(const NetworkFacts& facts, Keys keys) {
  const std::string* text = found_in(facts, keys);
  if (text == nullptr || text->size() > kMaxText || !is_printable(*text)) return "";
  return *text;
}

bool are_shown(const std::vector<std::string>& texts) {
  return std::all_of(texts.begin(), texts.end(), [](const std::string& text) {
    return !text.empty() && text.size() <= kMaxText && is_printable(text);
  });
}

std::string trimmed(std::string_view text) {
  const auto is_spare = [](char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  };
  while (!text.empty() && is_spare(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_spare(text.back())) text.remove_suffix(1);
  return std::string(text);
}

/// An image, or a signal where convolutions run over it.
Layout layout_of(const NetworkInput& input, const Network& network) {
  if (input.channels_last) return Layout::kChannelsLast;
  if (input.shape.size() >= 3) return Layout::kChannelsFirst;
  const bool convolves =
      std::any_of(network.layers.begin(), network.layers.end(),
                  [](const Layer& layer) { return std::holds_alternative<Conv>(layer.op); });
  return input.shape.size() == 2 && convolves ? Layout::kChannelsFirst : Layout::kFlat;
}

/// An input of one element is a column of a table, and its name that of the feature.
void name_single_elements(std::vector<RecordPart>& parts) {
  for (RecordPart& part : parts) {
    if (elements_of(part.shape) == 1) part.features = {part.name};
  }
}

std::vector<RecordPart> parts_of(const Network& network) {
  std::vector<RecordPart> parts;
  std::uint64_t elements = 0;
  for (const NetworkInput& input : network.facts.inputs) {
    RecordPart part;
    part.name = input.name;
    part.shape = input.shape;
    part.layout = layout_of(input, network);
    elements += elements_of(part.shape);
    parts.push_back(std::move(part));
  }
  if (parts.size() > 1) name_single_elements(parts);
  const bool named = std::all_of(parts.begin(), parts.end(), [](const RecordPart& part) {
    return !part.name.empty() && part.name.size() <= kMaxText && is_printable(part.name);
  });
  if (!parts.empty() && named && elements == network.features) return parts;
  return plain_manifest(network.features, 1).parts;
}

}  // namespace

std::vector<std::string> texts_in(const std::string& text) {
  std::string rest = trimmed(text);
  if (rest.starts_with('{')) return {};
  if (rest.size() >= 2 && (rest.front() == '[' || rest.front() == '(')) {
    rest = rest.substr(1, rest.size() - 2);
  }
  std::vector<std::string> texts;
  std::string one;
  char quote = 0;
  for (const char c : rest) {
    if (quote != 0 ? c == quote : (c == '"' || c == '\'') && trimmed(one).empty()) {
      quote = quote != 0 ? '\0' : c;
      if (quote != 0) one.clear();
    } else if (c == ',' && quote == 0) {
      texts.push_back(trimmed(one));
      one.clear();
    } else {
      one += c;
    }
  }
  if (!trimmed(one).empty() || !texts.empty()) texts.push_back(trimmed(one));
  return texts;
}

std::optional<TaskKind> task_in_metadata(const NetworkFacts& facts) {
  const std::string* named = found_in(facts, kTaskKeys);
  return named == nullptr ? std::nullopt : task_named(*named);
}

std::vector<std::uint32_t> result_shape(const Network& network) {
  const std::uint32_t results = network.outputs();
  std::vector<std::uint32_t> shape = network.facts.output_shape;
  if (elements_of(shape) != results) return {results};
  while (shape.size() > 1 && shape.back() == 1) shape.pop_back();
  // {1, C} is a row of C; {1, H, W} a map of one class.
  if (shape.size() == 2 && shape.front() == 1) shape.erase(shape.begin());
  return shape;
}

std::vector<double> with_classes_first(const NetworkFacts& facts,
                                       const std::vector<double>& result) {
  const std::size_t classes = facts.output_shape.front();
  std::size_t behind = 1;
  for (std::size_t axis = facts.class_axis.value_or(0) + 1; axis < facts.output_shape.size();
       ++axis) {
    behind *= facts.output_shape[axis];
  }
  std::vector<double> moved;
  for (std::size_t one = 0; one < classes; ++one) {
    for (std::size_t at = 0; at < result.size() / classes; ++at) {
      moved.push_back(result[(at / behind * classes + one) * behind + at % behind]);
    }
  }
  return moved;
}

bool is_map(const Network& network) {
  const std::vector<std::uint32_t> shape = result_shape(network);
  if (shape.size() < 2 || !network.facts.class_axis) return false;
  return shape.front() == 1 || network.facts.ending != NetworkEnding::kSigmoid;
}

TaskKind suggested_task(const Network& network, std::size_t labels) {
  const std::uint32_t results = network.outputs();
  const bool is_sigmoid = network.facts.ending == NetworkEnding::kSigmoid;
  if (is_map(network)) return TaskKind::kMap;
  if (network.facts.regresses && network.facts.ending == NetworkEnding::kNone) {
    return labels == 2 && results == 1 ? TaskKind::kBinary : TaskKind::kNumber;
  }
  const bool has_axes = result_shape(network).size() > 1;
  if (has_axes) return is_sigmoid ? TaskKind::kFindings : TaskKind::kNumber;
  const bool is_label = network.facts.ending == NetworkEnding::kLabel;
  if (results == 1)
    return is_sigmoid || is_label || labels == 2 ? TaskKind::kBinary : TaskKind::kNumber;
  return is_sigmoid ? TaskKind::kFindings : TaskKind::kClasses;
}

Manifest manifest_of_file(const Network& network) {
  const NetworkFacts& facts = network.facts;
  Manifest manifest;
  manifest.parts = parts_of(network);
  manifest.model = text_in(facts, kNameKeys);
  manifest.version = text_in(facts, kVersionKeys);
  if (const std::string* text = found_in(facts, kFeatureKeys)) {
    std::vector<std::string> names = texts_in(*text);
    RecordPart& part = manifest.parts.front();
    const bool fits = manifest.parts.size() == 1 && names.size() == network.features;
    if (fits && are_shown(names)) part.features = std::move(names);
  }
  Outcome& outcome = manifest.outcome;
  outcome.labels = facts.class_names;
  if (const std::string* text = found_in(facts, kLabelKeys)) outcome.labels = texts_in(*text);
  if (!are_shown(outcome.labels)) outcome.labels.clear();
  outcome.unit = text_in(facts, kUnitKeys);
  return manifest;
}

std::vector<std::string> unused_metadata(const Network& network, const Manifest& manifest) {
  std::vector<std::string> notes;
  const auto add = [&](Keys keys, bool unused, const std::string& why) {
    const auto* entry = entry_in(network.facts, keys);
    if (entry == nullptr || !unused) return;
    notes.push_back(fmt::format("the file's metadata '{}' is not used: {}", entry->first, why));
  };
  const auto count = [&](Keys keys) {
    const std::string* text = found_in(network.facts, keys);
    return text == nullptr ? 0 : texts_in(*text).size();
  };
  const Outcome& outcome = manifest.outcome;
  const bool is_unnamed = std::ranges::all_of(
      manifest.parts, [](const auto& part) { return part.features.empty(); });
  add(kTaskKeys, !task_in_metadata(network.facts),
      "it is none of classes, binary, findings, number and map");
  add(kFeatureKeys, is_unnamed,
      fmt::format("it names {} features, and a record has {}", count(kFeatureKeys),
                  network.features));
  add(kLabelKeys, outcome.labels.empty(),
      fmt::format("it is a list of {} names, and the task '{}' with {} results asks for others",
                  count(kLabelKeys), task_name(outcome.task), network.outputs()));
  add(kUnitKeys, outcome.unit.empty(), "it is no unit of a number");
  return notes;
}

}  // namespace medisc
