/// Gemm and MatMul by constant weights.
#include <utility>

#include <fmt/format.h>

#include "import/ops/op.hpp"
#include "plan/plan.hpp"

namespace medisc {
namespace {

Result<void> require_flat(const NodeContext& node) {
  const std::vector<std::uint64_t>& shape = node.x().shape;
  if (shape.back() == node.features()) return {};
  return node.refuse(
      fmt::format("it works on records of shape {}; supported are flat ones, [N, features]",
                  shape_text(shape)),
      "put a Flatten before it");
}

/// x times `factor` times the weights, input 1, held [outputs][inputs] (`transposed`) or
/// [inputs][outputs]; plus `bias`, none for zeros.
Result<void> emit_dense(NodeContext& node, const ConstantTensor& weights, bool transposed,
                        double factor, std::vector<double> bias) {
  const RecordTensor& x = node.x();
  const std::uint64_t inputs = node.features();
  const std::vector<std::uint64_t>& dims = weights.dims;
  if (dims.size() != 2 || dims[transposed ? 1 : 0] != inputs || weights.values.empty()) {
    return node.damaged(
        fmt::format("its weights '{}' have shape {}, and its input has {} features",
                    node.input_name(1), shape_text(dims), inputs));
  }
  const std::uint64_t outputs = dims[transposed ? 0 : 1];
  if (outputs > kMaxTensor) {
    return node.refuse(fmt::format("it has over {} outputs", kMaxTensor));
  }
  if (bias.empty()) bias.assign(outputs, 0.0);

  Dense dense{static_cast<std::uint32_t>(inputs), static_cast<std::uint32_t>(outputs),
              std::vector<double>(weights.values.size()), std::move(bias)};
  for (std::uint64_t row = 0; row < outputs; ++row) {
    for (std::uint64_t column = 0; column < inputs; ++column) {
      const std::uint64_t at = transposed ? row * inputs + column : column * outputs + row;
      const std::uint64_t from = x.order.empty() ? column : x.order[column];
      dense.matrix[row * inputs + from] = factor * weights.values[at];
    }
  }
  std::vector<std::uint64_t> shape = x.shape;
  shape.back() = outputs;
  node.emit_layer(std::move(dense), std::move(shape));
  return {};
}

Result<void> import_gemm(NodeContext& node) {
  if (auto flat = require_flat(node); !flat) return flat;
  const Attributes attributes = node.attributes();
  if (!node.is_x(0) || attributes.integer("transA", 0) != 0) {
    return node.refuse(
        "supported is transA = 0, with the record's tensor as A and a constant B");
  }
  const bool transposed = attributes.integer("transB", 0) != 0;
  const auto weights = node.constant(1);
  if (!weights) return tl::unexpected(weights.error());

  std::vector<double> bias;
  const bool fits = weights->dims.size() == 2 && !weights->values.empty();
  if (fits && node.has_input(2)) {
    const auto constant = node.constant(2);
    if (!constant) return tl::unexpected(constant.error());
    const std::uint64_t outputs[] = {weights->dims[transposed ? 0 : 1]};
    auto spread =
        broadcast(*constant, outputs,
                  fmt::format("{}: bias '{}'", node.place().text(), node.input_name(2)));
    if (!spread) return tl::unexpected(spread.error());
    bias = std::move(*spread);
    const double beta = attributes.real("beta", 1.0F);
    for (double& value : bias) value *= beta;
  }
  return emit_dense(node, *weights, transposed, attributes.real("alpha", 1.0F),
                    std::move(bias));
}

Result<void> import_mat_mul(NodeContext& node) {
  if (auto flat = require_flat(node); !flat) return flat;
  if (!node.is_x(0)) {
    return node.refuse(
        "supported is the record's tensor on the left and a constant on the right");
  }
  const auto weights = node.constant(1);
  if (!weights) return tl::unexpected(weights.error());
  return emit_dense(node, *weights, false, 1.0, {});
}

}  // namespace

OnnxOps linear_ops() {
  static constexpr OnnxOp kOps[] = {
      {"Gemm", import_gemm, {}, kTakesOrder},
      {"MatMul", import_mat_mul, {}, kTakesOrder},
  };
  return kOps;
}

}  // namespace medisc
