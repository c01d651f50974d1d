#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/attributes.hpp"
#include "import/node.hpp"
#include "plan/image_size.hpp"
#include "plan/plan.hpp"

namespace medisc {
namespace {

/// Whether an image, channels first, is held with its channels last.
bool has_channels_last(const Order& order, const Image& image) {
  const std::size_t pixels = plane(image);
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (order[i] != i % pixels * image.channels + i / pixels) return false;
  }
  return true;
}

/// Whether what over_channels_last makes of it is within a plan's bounds, and has at most so
/// many weights.
bool fits_channels_last(const Conv& conv, std::uint64_t most) {
  const std::uint64_t channels = conv.in.channels;
  const Window& window = conv.window;
  const std::uint64_t width =
      ((window.kernel_width - std::uint64_t{1}) * window.dilation_width + 1) * channels;
  return width <= kMaxWindow && window.stride_width * channels <= kMaxWindow &&
         window.pad_left * channels <= kMaxWindow &&
         window.pad_right * channels <= kMaxWindow &&
         width * window.kernel_height * conv.out.channels <= std::min(most, kMaxWeights);
}

/// The same convolution on an image held with its channels last, seen as one channel that is
/// as many times as wide. Groups and dilation across turn into zeros in the kernel.
Conv over_channels_last(const Conv& conv) {
  const std::uint32_t channels = conv.in.channels;
  Window window = conv.window;
  window.kernel_width =
      ((conv.window.kernel_width - 1) * conv.window.dilation_width + 1) * channels;
  window.dilation_width = 1;
  window.stride_width *= channels;
  window.pad_left *= channels;
  window.pad_right *= channels;
  Conv wide{{1, conv.in.height, conv.in.width * channels}, conv.out, window, 1, {}, conv.bias};
  const std::size_t kernel = taps(window);
  wide.matrix.assign(conv.out.channels * kernel, 0.0);
  const std::uint32_t reads = channels / conv.groups;
  const std::uint32_t writes = conv.out.channels / conv.groups;
  const std::uint32_t width = conv.window.kernel_width;
  for (std::size_t i = 0; i < conv.matrix.size(); ++i) {
    const std::size_t out = i / (reads * taps(conv.window));
    const std::size_t channel = out / writes * reads + i / taps(conv.window) % reads;
    const std::size_t row = i % taps(conv.window) / width;
    const std::size_t column = i % width * conv.window.dilation_width;
    wide.matrix[out * kernel + row * window.kernel_width + column * channels + channel] =
        conv.matrix[i];
  }
  return wide;
}

}  // namespace

Result<void> NodeReader::add_weights(const onnx::NodeProto& node, const ConstantTensor& weights,
                                     bool transposed, double factor, std::vector<double> bias) {
  const std::uint64_t inputs = features();
  const std::vector<std::uint64_t>& dims = weights.dims;
  if (dims.size() != 2 || dims[transposed ? 1 : 0] != inputs || weights.values.empty()) {
    return damaged(fmt::format("its weights '{}' have shape {}, and its input has {} features",
                               printable(node.input(1)), shape_text(dims), inputs));
  }
  const std::uint64_t outputs = dims[transposed ? 0 : 1];
  if (outputs > kMaxTensor) return refuse(fmt::format("it has over {} outputs", kMaxTensor));
  if (bias.empty()) bias.assign(outputs, 0.0);

  Dense dense{static_cast<std::uint32_t>(inputs), static_cast<std::uint32_t>(outputs),
              std::vector<double>(weights.values.size()), std::move(bias)};
  for (std::uint64_t row = 0; row < outputs; ++row) {
    for (std::uint64_t column = 0; column < inputs; ++column) {
      const std::uint64_t at = transposed ? row * inputs + column : column * outputs + row;
      const std::uint64_t from = x().order.empty() ? column : x().order[column];
      dense.matrix[row * inputs + from] = factor * weights.values[at];
    }
  }
  std::vector<std::uint64_t> shape = x().shape;
  shape.back() = outputs;
  add_layer(std::move(dense), std::move(shape));
  return {};
}

Result<void> NodeReader::read_gemm(const onnx::NodeProto& node) {
  if (auto flat = require_flat(); !flat) return flat;
  if (node.input(0) != x_name_ || int_attribute(node, "transA", 0) != 0) {
    return refuse("supported is transA = 0, with the record's tensor as A and a constant B");
  }
  const bool transposed = int_attribute(node, "transB", 0) != 0;
  const auto weights = constant_input(node, 1);
  if (!weights) return tl::unexpected(weights.error());

  std::vector<double> bias;
  const bool fits = weights->dims.size() == 2 && !weights->values.empty();
  if (fits && node.input_size() > 2 && !node.input(2).empty()) {
    const auto constant = constant_input(node, 2);
    if (!constant) return tl::unexpected(constant.error());
    const std::uint64_t outputs[] = {weights->dims[transposed ? 0 : 1]};
    auto spread = broadcast(*constant, outputs,
                            fmt::format("{}: bias '{}'", where_, printable(node.input(2))));
    if (!spread) return tl::unexpected(spread.error());
    bias = std::move(*spread);
    const double beta = float_attribute(node, "beta", 1.0F);
    for (double& value : bias) value *= beta;
  }
  return add_weights(node, *weights, transposed, float_attribute(node, "alpha", 1.0F),
                     std::move(bias));
}

Result<void> NodeReader::read_mat_mul(const onnx::NodeProto& node) {
  if (auto flat = require_flat(); !flat) return flat;
  if (node.input(0) != x_name_) {
    return refuse("supported is the record's tensor on the left and a constant on the right");
  }
  const auto weights = constant_input(node, 1);
  if (!weights) return tl::unexpected(weights.error());
  return add_weights(node, *weights, false, 1.0, {});
}

Result<void> NodeReader::read_conv(const onnx::NodeProto& node) {
  if (node.input(0) != x_name_) return refuse("its weights are not constant");
  if (x().pad_value != 0) {
    if (auto settled = settle(values_.at(x_name_), true, false); !settled) return settled;
  }
  const auto in = image_of(x().shape);
  if (!in) return at_node(in.error());
  auto weights = constant_input(node, 1);
  if (!weights) return tl::unexpected(weights.error());
  const std::vector<std::uint64_t>& dims = weights->dims;
  const std::int64_t groups = int_attribute(node, "group", 1);
  const bool grouped = groups >= 1 && in->channels % groups == 0;
  const auto count = static_cast<std::uint64_t>(grouped ? groups : 1);
  if (!grouped || dims.size() != x().shape.size() + 1 || dims[1] * count != in->channels ||
      dims[0] == 0 || dims[0] > kMaxTensor || dims[0] % count != 0) {
    return damaged(
        fmt::format("its weights '{}' have shape {} in {} groups, and its input has "
                    "shape {}",
                    printable(node.input(1)), shape_text(dims), groups, shape_text(x().shape)));
  }
  if (!x().order.empty() && !has_channels_last(x().order, *in)) {
    if (auto settled = settle(values_.at(x_name_), false, true); !settled) return settled;
  }
  auto placed = place(node, *in, {dims.begin() + 2, dims.end()});
  if (!placed) return tl::unexpected(placed.error());
  placed->out.channels = static_cast<std::uint32_t>(dims[0]);
  if (placed->out.size() > kMaxTensor) {
    return refuse(fmt::format("its result has over {} elements", kMaxTensor));
  }

  Conv conv{*in,
            placed->out,
            placed->window,
            static_cast<std::uint32_t>(count),
            std::move(weights->values),
            std::vector<double>(dims[0], 0.0)};
  if (node.input_size() > 2 && !node.input(2).empty()) {
    const auto bias = constant_input(node, 2);
    if (!bias) return tl::unexpected(bias.error());
    if (bias->dims != std::vector<std::uint64_t>{dims[0]}) {
      return damaged(fmt::format("its bias '{}' has shape {}; expected {}",
                                 printable(node.input(2)), shape_text(bias->dims), dims[0]));
    }
    conv.bias = bias->values;
  }
  std::vector<std::uint64_t> shape = shape_of(conv.out);
  if (!x().order.empty()) {
    if (!fits_channels_last(conv, budget_.left()))
      return refuse("its kernel is too large, channels last");
    conv = over_channels_last(conv);
  }
  add_layer(std::move(conv), std::move(shape));
  return {};
}

}  // namespace medisc
