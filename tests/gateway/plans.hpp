/// Plans whose tasks and parts a test chooses; nobody runs them.
#pragma once

#include "tests/protocol/small_model.hpp"

namespace medisc::test {

/// Three features, two results.
inline Plan plan_of(TaskKind task, std::vector<std::string> labels = {},
                    std::vector<double> thresholds = {}) {
  Plan plan = small_plan();
  plan.manifest.outcome = {task, std::move(labels), std::move(thresholds), "", {2}};
  return plan;
}

/// An image of channels x 2 x 2 and a table of one value, in this order.
inline Plan image_plan(bool resized = false, std::uint32_t size = 2) {
  Plan plan = plan_of(TaskKind::kClasses, {"no", "yes"});
  plan.input.features = 3 * size * size + 1;
  RecordPart image{"scan", {3, size, size}, Layout::kChannelsFirst, {}, {}, {}, {}};
  RecordPart table{"age", {1}, Layout::kFlat, {}, {}, {}, {}};
  plan.manifest.parts = {image, table};
  if (resized) plan.manifest.preprocessing = {{0, StepKind::kResize, {}}};
  return plan;
}

}  // namespace medisc::test
