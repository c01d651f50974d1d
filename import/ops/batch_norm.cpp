/// BatchNormalization, with the mean and variance that training has left.
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "import/ops/op.hpp"

namespace medisc {
namespace {

Result<void> import_batch_norm(NodeContext& node) {
  if (!node.is_x(0)) return node.refuse("only a layer's result can be normalised");
  const Attributes attributes = node.attributes();
  if (attributes.integer("training_mode", 0) != 0) {
    return node.refuse("it is in training mode",
                       "export the model for inference (model.eval())");
  }
  // Up to opset 13 the statistics as further outputs tell of training.
  const bool trains =
      (node.graph().opset < 7 && attributes.integer("is_test", 0) == 0) ||
      (node.graph().opset >= 7 && node.graph().opset < 14 && node.output_count() > 1);
  if (trains || attributes.integer("spatial", 1) == 0) {
    return node.refuse("it is in training mode, or not of one mean a channel",
                       "export the model for inference (model.eval())");
  }
  const RecordTensor& x = node.x();
  const std::uint64_t channels = x.shape.front();
  std::vector<double> parts[4];  // scale, bias, mean, variance
  for (int part = 0; part < 4; ++part) {
    const auto constant = node.constant(part + 1);
    if (!constant) return tl::unexpected(constant.error());
    if (constant->dims != std::vector<std::uint64_t>{channels}) {
      return node.damaged(fmt::format("its input '{}' has shape {}, and there are {} {}",
                                      node.input_name(part + 1), shape_text(constant->dims),
                                      channels, x.shape.size() == 1 ? "features" : "channels"));
    }
    parts[part] = constant->values;
  }
  const double epsilon = attributes.real("epsilon", 1e-5F);
  Affine affine{node.features(), {}, {}};
  for (std::size_t i = 0; i < channels; ++i) {
    const double variance = parts[3][i] + epsilon;
    if (!(variance > 0)) {
      return node.damaged(fmt::format("the variance of feature {} is not positive", i + 1));
    }
    const double scale = parts[0][i] / std::sqrt(variance);
    affine.scale.push_back(scale);
    affine.shift.push_back(parts[1][i] - scale * parts[2][i]);
  }
  node.emit_affine(std::move(affine));
  return {};
}

}  // namespace

OnnxOps batch_norm_ops() {
  static constexpr OnnxOp kOps[] = {
      {"BatchNormalization", import_batch_norm, {}, kTakesOrder},
  };
  return kOps;
}

}  // namespace medisc
