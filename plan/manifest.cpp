#include "plan/manifest.hpp"

#include <array>
#include <utility>

namespace medisc {
namespace {

constexpr std::array<std::pair<const char*, TaskKind>, 5> kTasks{
    {{"classes", TaskKind::kClasses},
     {"binary", TaskKind::kBinary},
     {"findings", TaskKind::kFindings},
     {"number", TaskKind::kNumber},
     {"map", TaskKind::kMap}}};
constexpr std::array<std::pair<const char*, Layout>, 3> kLayouts{
    {{"flat", Layout::kFlat},
     {"channels_first", Layout::kChannelsFirst},
     {"channels_last", Layout::kChannelsLast}}};

template <class List, class Value>
const char* name_in(const List& list, Value value) {
  for (const auto& [name, named] : list) {
    if (named == value) return name;
  }
  return "unknown";
}

}  // namespace

std::uint32_t elements_of(std::span<const std::uint32_t> shape) {
  if (shape.empty()) return 0;
  std::uint64_t elements = 1;
  for (const std::uint32_t size : shape) {
    elements *= size;
    if (elements >> 32 != 0) return 0;
  }
  return static_cast<std::uint32_t>(elements);
}

std::uint32_t channels_of(const RecordPart& part) {
  if (part.layout == Layout::kFlat || part.shape.empty()) return 1;
  return part.layout == Layout::kChannelsFirst ? part.shape.front() : part.shape.back();
}

std::uint32_t channel_of(const RecordPart& part, std::uint32_t element) {
  const std::uint32_t channels = channels_of(part);
  if (channels <= 1) return 0;
  if (part.layout == Layout::kChannelsLast) return element % channels;
  const std::uint32_t plane = elements_of(part.shape) / channels;
  return plane == 0 ? 0 : element / plane;
}

Manifest plain_manifest(std::uint32_t features, std::uint32_t results,
                        std::vector<std::string> labels) {
  Manifest manifest;
  RecordPart part;
  part.name = "record";
  part.shape = {features};
  manifest.parts.push_back(std::move(part));
  manifest.outcome.task = results == 1 ? TaskKind::kNumber : TaskKind::kClasses;
  manifest.outcome.shape = {results};
  manifest.outcome.labels = std::move(labels);
  return manifest;
}

const char* task_name(TaskKind task) {
  return name_in(kTasks, task);
}

std::optional<TaskKind> task_named(std::string_view name) {
  for (const auto& [known, task] : kTasks) {
    if (name == known) return task;
  }
  return std::nullopt;
}

const char* layout_name(Layout layout) {
  return name_in(kLayouts, layout);
}

std::optional<Layout> layout_named(std::string_view name) {
  for (const auto& [known, layout] : kLayouts) {
    if (name == known) return layout;
  }
  return std::nullopt;
}

const char* step_name(StepKind kind) {
  switch (kind) {
    case StepKind::kScale:
      return "scale";
    case StepKind::kInvert:
      return "invert";
    case StepKind::kNormalise:
      return "normalise";
    case StepKind::kResize:
      return "resize";
  }
  return "unknown";
}

}  // namespace medisc
