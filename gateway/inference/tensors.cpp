#include "gateway/inference/tensors.hpp"

#include <algorithm>

#include "plan/preprocess.hpp"
#include "site/answer.hpp"

namespace medisc {
namespace {

constexpr std::int64_t kAny = -1;

Tensor part_tensor(const Manifest& manifest, std::size_t index) {
  const RecordPart& part = manifest.parts[index];
  Tensor tensor{part.name, Datatype::kFp64, {kAny}};
  if (part.name.empty()) {
    tensor.name = manifest.parts.size() == 1 ? "input" : "input_" + std::to_string(index);
  }
  const bool any_size = is_resized(manifest, index);
  const std::size_t channels = part.layout == Layout::kChannelsLast ? part.shape.size() - 1 : 0;
  for (std::size_t i = 0; i < part.shape.size(); ++i) {
    tensor.shape.push_back(any_size && i != channels ? kAny : std::int64_t{part.shape[i]});
  }
  return tensor;
}

OutputTensor output(OutputKind kind, const char* name, Datatype type, std::int64_t count,
                    std::vector<std::string> labels = {}) {
  if (labels.size() != static_cast<std::size_t>(count)) labels.clear();
  return {kind, {name, type, {kAny, count}}, std::move(labels)};
}

std::vector<OutputTensor> map_tensors(const Plan& plan) {
  const std::vector<std::uint32_t>& shape = plan.manifest.outcome.shape;
  OutputTensor classes{OutputKind::kClasses, {"classes", Datatype::kInt32, {kAny}}};
  classes.tensor.shape.insert(classes.tensor.shape.end(), shape.begin() + 1, shape.end());
  const std::int64_t count = std::max<std::int64_t>(shape.front(), 2);
  return {classes,
          output(OutputKind::kShares, "shares", Datatype::kFp64, count, labels_of(plan))};
}

}  // namespace

std::vector<Tensor> input_tensors(const Plan& plan) {
  const Manifest& manifest = plan.manifest;
  if (manifest.parts.empty()) {
    return {{"input", Datatype::kFp64, {kAny, std::int64_t{plan.input.features}}}};
  }
  std::vector<Tensor> tensors;
  for (std::size_t i = 0; i < manifest.parts.size(); ++i) {
    tensors.push_back(part_tensor(manifest, i));
  }
  return tensors;
}

std::vector<OutputTensor> output_tensors(const Plan& plan) {
  const TaskKind task = task_of(plan);
  if (task == TaskKind::kMap) return map_tensors(plan);
  const std::int64_t count = network_results(plan);
  const std::vector<std::string> labels = labels_of(plan);
  const bool label_only = plan.output == Output::kLabel;
  std::vector<OutputTensor> tensors;
  const auto add = [&](OutputTensor tensor) {
    tensors.push_back(std::move(tensor));
  };
  if (task == TaskKind::kNumber) {
    add(output(OutputKind::kValues, "values", Datatype::kFp64, count, labels));
    return tensors;
  }
  if (!label_only) add(output(OutputKind::kLogits, "logits", Datatype::kFp64, count, labels));
  if (task == TaskKind::kFindings) {
    add(output(OutputKind::kProbabilities, "probabilities", Datatype::kFp64, count, labels));
    add(output(OutputKind::kPositive, "positive", Datatype::kBool, count, labels));
    return tensors;
  }
  if (task == TaskKind::kBinary) {
    if (!label_only) add(output(OutputKind::kProbabilities, "probability", Datatype::kFp64, 1));
    add(output(OutputKind::kPositive, "positive", Datatype::kBool, 1));
  } else {
    if (!label_only) {
      add(output(OutputKind::kProbabilities, "probabilities", Datatype::kFp64, count, labels));
    }
    add(output(OutputKind::kClass, "class", Datatype::kInt64, 1));
  }
  add(output(OutputKind::kLabel, "label", Datatype::kBytes, 1));
  return tensors;
}

}  // namespace medisc
