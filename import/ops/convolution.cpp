/// Conv by constant weights.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "import/node_window.hpp"
#include "import/ops/op.hpp"
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

/// The node's groups. Errors: kBadInput if weights of these dimensions don't fit them and x,
/// the image `in`.
Result<std::uint32_t> groups_of(const NodeContext& node, const Image& in,
                                const std::vector<std::uint64_t>& dims) {
  const std::vector<std::uint64_t>& shape = node.x().shape;
  const std::int64_t groups = node.attributes().integer("group", 1);
  const bool grouped = groups >= 1 && in.channels % groups == 0;
  const auto count = static_cast<std::uint64_t>(grouped ? groups : 1);
  if (!grouped || dims.size() != shape.size() + 1 || dims[1] * count != in.channels ||
      dims[0] == 0 || dims[0] > kMaxTensor || dims[0] % count != 0) {
    return node.damaged(
        fmt::format("its weights '{}' have shape {} in {} groups, and its input has "
                    "shape {}",
                    node.input_name(1), shape_text(dims), groups, shape_text(shape)));
  }
  return static_cast<std::uint32_t>(count);
}

/// Input 2, one number a channel; zeros where it is left out.
Result<std::vector<double>> bias_of(const NodeContext& node, std::uint64_t channels) {
  if (!node.has_input(2)) return std::vector<double>(channels, 0.0);
  auto bias = node.constant(2);
  if (!bias) return tl::unexpected(bias.error());
  if (bias->dims != std::vector<std::uint64_t>{channels}) {
    return node.damaged(fmt::format("its bias '{}' has shape {}; expected {}",
                                    node.input_name(2), shape_text(bias->dims), channels));
  }
  return std::move(bias->values);
}

/// Over a volume, channels x depth x height x width: its channels and slices are the channels
/// of an image, and the kernel is zero where it does not meet a slice.
///
/// y[o, z] = sum over c, k of W[o, c, k] * x[c, z stride + k dilation - pad], each a 2-D
/// convolution.
Result<void> import_volume_conv(NodeContext& node) {
  const std::vector<std::uint64_t> shape = node.x().shape;
  auto weights = node.constant(1);
  if (!weights) return tl::unexpected(weights.error());
  const std::vector<std::uint64_t>& dims = weights->dims;
  const Image flat{static_cast<std::uint32_t>(shape[0]), 1, 1};
  const auto groups = groups_of(node, flat, dims);
  if (!groups) return tl::unexpected(groups.error());
  const std::vector<std::int64_t> lengths(shape.begin() + 1, shape.end());
  const auto axes = window_axes(node.attributes(), lengths, {dims.begin() + 2, dims.end()});
  if (!axes) return node.place().named(axes.error());
  const WindowAxis& z = (*axes)[0];
  const WindowAxis& y = (*axes)[1];
  const WindowAxis& x = (*axes)[2];
  if (z.positions() == 0 || y.positions() == 0 || x.positions() == 0) {
    return node.damaged("its window is larger than its input");
  }
  const std::uint64_t depth = shape[1];
  const auto slices = static_cast<std::uint64_t>(z.positions());
  const std::uint64_t reads = dims[1];
  const auto plane_taps = static_cast<std::uint64_t>(y.kernel * x.kernel);
  const std::uint64_t filter = reads * depth * plane_taps;
  constexpr std::uint64_t kMostVolumeWeights = 1u << 25;
  const Image out{static_cast<std::uint32_t>(dims[0] * slices),
                  static_cast<std::uint32_t>(y.positions()),
                  static_cast<std::uint32_t>(x.positions())};
  if (dims[0] * slices > kMaxTensor || out.size() > kMaxTensor ||
      dims[0] * slices * filter > kMostVolumeWeights) {
    return node.refuse(
        fmt::format("as a sum of convolutions of slices it takes over {} weights",
                    kMostVolumeWeights),
        "use smaller volumes, or convolutions over slices");
  }
  auto bias = bias_of(node, dims[0]);
  if (!bias) return tl::unexpected(bias.error());
  Window window;
  window.kernel_height = static_cast<std::uint32_t>(y.kernel);
  window.kernel_width = static_cast<std::uint32_t>(x.kernel);
  window.stride_height = static_cast<std::uint32_t>(y.stride);
  window.stride_width = static_cast<std::uint32_t>(x.stride);
  window.dilation_height = static_cast<std::uint32_t>(y.dilation);
  window.dilation_width = static_cast<std::uint32_t>(x.dilation);
  window.pad_top = static_cast<std::uint32_t>(y.before);
  window.pad_bottom = static_cast<std::uint32_t>(y.after);
  window.pad_left = static_cast<std::uint32_t>(x.before);
  window.pad_right = static_cast<std::uint32_t>(x.after);
  if (auto fits = expect_window(node, window); !fits) return fits;
  Conv conv{{static_cast<std::uint32_t>(shape[0] * depth), static_cast<std::uint32_t>(shape[2]),
             static_cast<std::uint32_t>(shape[3])},
            out,
            window,
            *groups,
            std::vector<double>(out.channels * filter),
            {}};
  for (std::uint64_t o = 0; o < dims[0]; ++o) {
    conv.bias.insert(conv.bias.end(), slices, (*bias)[o]);
    for (std::uint64_t at = 0; at < slices; ++at) {
      for (std::uint64_t c = 0; c < reads; ++c) {
        for (std::int64_t k = 0; k < z.kernel; ++k) {
          const std::int64_t slice =
              static_cast<std::int64_t>(at) * z.stride + k * z.dilation - z.before;
          if (slice < 0 || slice >= z.length) continue;
          const auto from = weights->values.begin() +
                            static_cast<std::ptrdiff_t>(
                                ((o * reads + c) * static_cast<std::uint64_t>(z.kernel) +
                                 static_cast<std::uint64_t>(k)) *
                                plane_taps);
          const std::uint64_t to = (o * slices + at) * filter +
                                   (c * depth + static_cast<std::uint64_t>(slice)) * plane_taps;
          std::copy_n(from, plane_taps, conv.matrix.begin() + static_cast<std::ptrdiff_t>(to));
        }
      }
    }
  }
  node.emit_layer(std::move(conv), {dims[0], slices, out.height, out.width});
  return {};
}

Result<void> import_conv(NodeContext& node) {
  if (!node.is_x(0) || node.record_input(1) != nullptr) {
    return node.refuse("its weights are not constant");
  }
  if (node.x().shape.size() == 4) {
    if (auto written = node.write_padding(0); !written) return written;
    if (auto written = node.write_order(0); !written) return written;
    return import_volume_conv(node);
  }
  const RecordTensor& x = node.x();
  if (x.pad_value != 0) {
    if (auto written = node.write_padding(0); !written) return written;
  }
  const auto in = image_of(x.shape);
  if (!in) return node.place().named(in.error());
  auto weights = node.constant(1);
  if (!weights) return tl::unexpected(weights.error());
  const std::vector<std::uint64_t>& dims = weights->dims;
  const auto groups = groups_of(node, *in, dims);
  if (!groups) return tl::unexpected(groups.error());
  if (!x.order.empty() && !has_channels_last(x.order, *in)) {
    if (auto written = node.write_order(0); !written) return written;
  }
  auto placed = place_over_x(node, *in, {dims.begin() + 2, dims.end()});
  if (!placed) return tl::unexpected(placed.error());
  placed->out.channels = static_cast<std::uint32_t>(dims[0]);
  if (placed->out.size() > kMaxTensor) {
    return node.refuse(fmt::format("its result has over {} elements", kMaxTensor));
  }
  auto bias = bias_of(node, dims[0]);
  if (!bias) return tl::unexpected(bias.error());

  Conv conv{
      *in, placed->out, placed->window, *groups, std::move(weights->values), std::move(*bias)};
  std::vector<std::uint64_t> shape = shape_of(conv.out, x.shape.size());
  if (!x.order.empty()) {
    if (!fits_channels_last(conv, node.graph().budget.left())) {
      return node.refuse("its kernel is too large, channels last");
    }
    conv = over_channels_last(conv);
  }
  node.emit_layer(std::move(conv), std::move(shape));
  return {};
}

}  // namespace

OnnxOps convolution_ops() {
  static constexpr OnnxOp kOps[] = {
      {"Conv", import_conv, {}, kTakesPadding | kTakesOrder},
  };
  return kOps;
}

}  // namespace medisc
