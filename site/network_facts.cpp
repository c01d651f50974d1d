#include "site/network_facts.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <initializer_list>

namespace medisc {
namespace {

/// The first of these keys, in any case of letters, that metadata has; null where there is
/// none.
const std::string* found_in(const NetworkFacts& facts,
                            std::initializer_list<std::string_view> keys) {
  const auto same = [](std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
      return std::tolower(static_cast<unsigned char>(x)) == y;
    });
  };
  for (const std::string_view wanted : keys) {
    for (const auto& [key, value] : facts.metadata) {
      if (same(key, wanted)) return &value;
    }
  }
  return nullptr;
}

/// A short text that can be shown, or nothing.
std::string text_in(const NetworkFacts& facts, std::initializer_list<std::string_view> keys) {
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
  const bool named = std::all_of(parts.begin(), parts.end(), [](const RecordPart& part) {
    return !part.name.empty() && part.name.size() <= kMaxText && is_printable(part.name);
  });
  if (!parts.empty() && named && elements == network.features) return parts;
  return plain_manifest(network.features, 1).parts;
}

}  // namespace

std::vector<std::string> texts_in(const std::string& text) {
  std::string rest = trimmed(text);
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
  const std::string* named = found_in(facts, {"medisc.task", "task"});
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

TaskKind suggested_task(const Network& network, std::size_t labels) {
  const std::uint32_t results = network.outputs();
  const bool is_sigmoid = network.facts.ending == NetworkEnding::kSigmoid;
  if (result_shape(network).size() > 1) return TaskKind::kMap;
  if (results == 1) return is_sigmoid || labels == 2 ? TaskKind::kBinary : TaskKind::kNumber;
  return is_sigmoid ? TaskKind::kFindings : TaskKind::kClasses;
}

Manifest manifest_of_file(const Network& network) {
  const NetworkFacts& facts = network.facts;
  Manifest manifest;
  manifest.parts = parts_of(network);
  manifest.model = text_in(facts, {"medisc.name", "model_name", "name"});
  manifest.version = text_in(facts, {"medisc.version", "model_version", "version"});
  if (const std::string* text = found_in(facts, {"medisc.feature_names", "feature_names"})) {
    std::vector<std::string> names = texts_in(*text);
    RecordPart& part = manifest.parts.front();
    const bool fits = manifest.parts.size() == 1 && names.size() == network.features;
    if (fits && are_shown(names)) part.features = std::move(names);
  }
  Outcome& outcome = manifest.outcome;
  outcome.labels = facts.class_names;
  if (const std::string* text =
          found_in(facts, {"medisc.labels", "labels", "class_names", "classes"})) {
    outcome.labels = texts_in(*text);
  }
  if (!are_shown(outcome.labels)) outcome.labels.clear();
  outcome.unit = text_in(facts, {"medisc.unit", "unit"});
  return manifest;
}

}  // namespace medisc
