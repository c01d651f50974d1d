/// Gemm and MatMul by constant weights.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "import/ops/op.hpp"
#include "import/strides.hpp"
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

/// Whether the weights of so many outputs take in x's order: they get a column for each element
/// that is stored, and most of these may be left out.
bool takes_in_order(const NodeContext& node, std::uint64_t outputs) {
  constexpr std::uint64_t kFew = 1u << 16;
  const std::uint64_t stored = node.stored();
  const std::uint64_t weights = stored * outputs;
  return weights <= std::max(kFew, 4 * std::uint64_t{node.features()} * outputs) &&
         weights <= kMaxWeights;
}

/// x times `factor` times the weights, input 1, held [outputs][inputs] (`transposed`) or
/// [inputs][outputs]; plus `bias`, none for zeros.
Result<RecordTensor> dense(NodeContext& node, const ConstantTensor& weights, bool transposed,
                           double factor, std::vector<double> bias) {
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
  if (!takes_in_order(node, outputs)) {
    if (auto written = node.write_order(0); !written) return tl::unexpected(written.error());
  }
  const RecordTensor& x = node.x();
  const std::uint32_t stored = node.stored();
  Dense layer{stored, static_cast<std::uint32_t>(outputs),
              std::vector<double>(outputs * stored), std::move(bias)};
  for (std::uint64_t row = 0; row < outputs; ++row) {
    for (std::uint64_t column = 0; column < inputs; ++column) {
      const std::uint64_t at = transposed ? row * inputs + column : column * outputs + row;
      const std::uint64_t from = x.order.empty() ? column : x.order[column];
      layer.matrix[row * stored + from] += factor * weights.values[at];
    }
  }
  std::vector<std::uint64_t> shape = x.shape;
  shape.back() = outputs;
  return RecordTensor{node.add_layer(std::move(layer), {x.tensor}), std::move(shape)};
}

Result<void> emit_dense(NodeContext& node, const ConstantTensor& weights, bool transposed,
                        double factor, std::vector<double> bias) {
  auto result = dense(node, weights, transposed, factor, std::move(bias));
  if (!result) return tl::unexpected(result.error());
  node.emit(std::move(*result));
  return {};
}

/// The same, plus `times` another tensor, input 2.
Result<void> emit_dense_plus(NodeContext& node, const ConstantTensor& weights, bool transposed,
                             double factor, double times) {
  auto result = dense(node, weights, transposed, factor, {});
  if (!result) return tl::unexpected(result.error());
  if (auto written = node.write_order(2); !written) return written;
  const RecordTensor& added = *node.record_input(2);
  if (added.shape != result->shape) {
    return node.refuse(fmt::format("it adds records of shape {} to those of shape {}",
                                   shape_text(added.shape), shape_text(result->shape)),
                       "add tensors of one shape");
  }
  const auto size = static_cast<std::uint32_t>(element_count(result->shape));
  result->tensor = node.add_layer(Sum{size, {1.0, times}, 0.0}, {result->tensor, added.tensor});
  node.emit(std::move(*result));
  return {};
}

/// The same weights [inputs][outputs] at every position of x, whose last axis has the inputs: a
/// 1 x 1 convolution, whose result is held with its channels first.
Result<void> emit_dense_each(NodeContext& node, const ConstantTensor& weights) {
  const std::vector<std::uint64_t> shape = node.x().shape;
  const std::vector<std::uint64_t>& dims = weights.dims;
  if (dims.size() != 2) {
    return node.refuse(
        fmt::format("it works on records of shape {} with weights of shape {}; "
                    "supported is one matrix for all positions",
                    shape_text(shape), shape_text(dims)));
  }
  const auto inputs = static_cast<std::uint32_t>(shape.back());
  if (dims[0] != inputs || weights.values.empty() || dims[1] > kMaxTensor) {
    return node.damaged(
        fmt::format("its weights '{}' have shape {}, and its input has shape {}",
                    node.input_name(1), shape_text(dims), shape_text(shape)));
  }
  const auto outputs = static_cast<std::uint32_t>(dims[1]);
  const std::uint32_t positions = node.features() / inputs;
  if (std::uint64_t{outputs} * positions > kMaxTensor) {
    return node.refuse(fmt::format("its result has over {} elements", kMaxTensor));
  }
  // Element (position, channel) of what is held [channels][positions].
  const auto turned = [&](std::uint32_t channels) {
    return strided_order({positions, channels}, 0, {1, positions});
  };
  const bool channels_first = node.x().order == turned(inputs);
  if (!channels_first && !node.x().order.empty()) {
    if (auto written = node.write_order(0); !written) return written;
  }
  Window window;
  if (!channels_first) {
    window.kernel_width = inputs;
    window.stride_width = inputs;
    if (inputs > kMaxWindow) return node.refuse("it has too many inputs a position");
  }
  Conv conv{channels_first ? Image{inputs, 1, positions} : Image{1, 1, inputs * positions},
            Image{outputs, 1, positions},
            window,
            1,
            std::vector<double>(weights.values.size()),
            std::vector<double>(outputs, 0.0)};
  for (std::size_t out = 0; out < outputs; ++out) {
    for (std::size_t in = 0; in < inputs; ++in) {
      conv.matrix[out * inputs + in] = weights.values[in * outputs + out];
    }
  }
  std::vector<std::uint64_t> result_shape = shape;
  result_shape.back() = outputs;
  RecordTensor result{node.add_layer(std::move(conv), {node.x().tensor}),
                      std::move(result_shape)};
  result.order = viewed(result, turned(outputs), node.stored(result));
  node.emit(std::move(result));
  return {};
}

/// A constant matrix [outputs][inputs] times x, whose last two axes are [inputs][positions]: a
/// 1 x 1 convolution, in a group of its own for each step of the axes before.
Result<void> emit_dense_left(NodeContext& node) {
  if (auto written = node.write_order(1); !written) return written;
  auto weights = node.constant(0);
  if (!weights) return tl::unexpected(weights.error());
  std::vector<std::uint64_t>& dims = weights->dims;
  while (dims.size() > 2 && dims.front() == 1) dims.erase(dims.begin());
  std::vector<std::uint64_t> shape = node.x().shape;
  if (shape.size() < 2) {
    return node.refuse("it multiplies the batch by a constant on the left",
                       "records have to stay apart: put the constant on the right");
  }
  if (dims.size() != 2 || dims[1] != shape[shape.size() - 2] || weights->values.empty()) {
    return node.refuse(
        fmt::format("its constant of shape {} on the left does not fit records "
                    "of shape {}",
                    shape_text(dims), shape_text(shape)));
  }
  const auto positions = static_cast<std::uint32_t>(shape.back());
  const std::uint64_t groups = node.features() / dims[1] / positions;
  shape[shape.size() - 2] = dims[0];
  if (element_count(shape) > kMaxTensor || groups * weights->values.size() > kMaxTensor) {
    return node.refuse(fmt::format("its result or weights have over {} elements", kMaxTensor));
  }
  Conv conv{{static_cast<std::uint32_t>(groups * dims[1]), 1, positions},
            {static_cast<std::uint32_t>(groups * dims[0]), 1, positions},
            Window{},
            static_cast<std::uint32_t>(groups),
            {},
            std::vector<double>(groups * dims[0], 0.0)};
  for (std::uint64_t group = 0; group < groups; ++group) {
    conv.matrix.insert(conv.matrix.end(), weights->values.begin(), weights->values.end());
  }
  node.emit_layer(std::move(conv), std::move(shape));
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

  const RecordTensor* added = node.record_input(2);
  std::vector<double> bias;
  const bool fits = weights->dims.size() == 2 && !weights->values.empty();
  if (fits && added == nullptr && node.has_input(2)) {
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
  const double alpha = attributes.real("alpha", 1.0F);
  if (added == nullptr) return emit_dense(node, *weights, transposed, alpha, std::move(bias));
  return emit_dense_plus(node, *weights, transposed, alpha, attributes.real("beta", 1.0F));
}

Result<void> import_mat_mul(NodeContext& node) {
  const bool two_tensors = node.record_input(0) != nullptr && node.record_input(1) != nullptr;
  if (two_tensors) {
    return node.refuse("it multiplies two tensors that depend on the record, as attention does",
                       "use a network without attention");
  }
  if (!node.is_x(0)) return emit_dense_left(node);
  auto weights = node.constant(1);
  if (!weights) return tl::unexpected(weights.error());
  const bool flat = node.x().shape.back() == node.features();
  if (flat && weights->dims.size() == 1) weights->dims.push_back(1);  // a vector: one result
  if (!flat) return emit_dense_each(node, *weights);
  return emit_dense(node, *weights, false, 1.0, {});
}

}  // namespace

OnnxOps linear_ops() {
  static constexpr OnnxOp kOps[] = {
      {"Gemm", import_gemm, {}, kTakesOrder | kTakesSelection},
      {"MatMul", import_mat_mul, {}, kTakesOrder | kTakesSelection},
  };
  return kOps;
}

}  // namespace medisc
