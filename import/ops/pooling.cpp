/// AveragePool and MaxPool, and both over whole images; over volumes, one axis after the
/// others.
#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "compiler/affine.hpp"
#include "import/node_window.hpp"
#include "import/ops/op.hpp"
#include "plan/image_size.hpp"
#include "plan/plan.hpp"

namespace medisc {
namespace {

/// For each position of a window along one axis: its taps that meet the image.
std::vector<double> taps_inside(std::int64_t length, std::uint32_t positions,
                                std::uint32_t kernel, std::uint32_t stride,
                                std::uint32_t dilation, std::uint32_t pad) {
  std::vector<double> counts(positions, 0.0);
  for (std::uint32_t position = 0; position < positions; ++position) {
    const std::int64_t first = std::int64_t{position} * stride - pad;
    for (std::uint32_t tap = 0; tap < kernel; ++tap) {
      const std::int64_t at = first + std::int64_t{tap} * dilation;
      if (at >= 0 && at < length) counts[position] += 1;
    }
  }
  return counts;
}

/// For each position of the window on one channel: its taps that meet the image.
std::vector<double> taps_inside(const Image& in, const PlacedWindow& placed) {
  const Window& window = placed.window;
  const auto rows = taps_inside(in.height, placed.out.height, window.kernel_height,
                                window.stride_height, window.dilation_height, window.pad_top);
  const auto columns = taps_inside(in.width, placed.out.width, window.kernel_width,
                                   window.stride_width, window.dilation_width, window.pad_left);
  std::vector<double> counts;
  counts.reserve(plane(placed.out));
  for (const double row : rows) {
    for (const double column : columns) counts.push_back(row * column);
  }
  return counts;
}

Result<PlacedWindow> place_pool(const NodeContext& node, const Image& in) {
  auto placed = place_over_x(node, in, {});
  if (placed && placed->out.size() > kMaxTensor) {
    return node.refuse(fmt::format("its result has over {} elements", kMaxTensor));
  }
  return placed;
}

bool meets_none(const std::vector<double>& counts) {
  return std::find(counts.begin(), counts.end(), 0.0) != counts.end();
}

/// The average of a tensor of the network, the image `in`, over the taps that meet the image or
/// what is `counted` around it.
Result<std::uint32_t> add_average(NodeContext& node, std::uint32_t tensor, const Image& in,
                                  const PlacedWindow& placed, const Padding& counted) {
  const auto whole = static_cast<double>(taps(placed.window));
  const SumPool pool{in, placed.out, placed.window, whole};
  RecordTensor mean{node.add_layer(pool, {tensor}),
                    {placed.out.channels, placed.out.height, placed.out.width}};
  // What is counted is part of the image that the taps have to meet.
  Image met{in.channels, in.height + counted[0] + counted[2],
            in.width + counted[1] + counted[3]};
  PlacedWindow moved = placed;
  moved.window.pad_top -= counted[0];
  moved.window.pad_left -= counted[1];
  moved.window.pad_bottom -= counted[2];
  moved.window.pad_right -= counted[3];
  const std::vector<double> counts = taps_inside(met, moved);
  if (meets_none(counts)) {
    return node.refuse("it averages over nothing at positions outside of the image");
  }
  Affine affine{static_cast<std::uint32_t>(placed.out.size()), {}, {}};
  for (std::size_t i = 0; i < affine.size; ++i) {
    affine.scale.push_back(whole / counts[i % counts.size()]);
  }
  affine.shift.assign(affine.size, 0.0);
  if (is_identity(affine)) return mean.tensor;
  return node.add_layer(as_stored(std::move(affine), mean), {mean.tensor});
}

/// The maximum likewise.
Result<std::uint32_t> add_maximum(NodeContext& node, std::uint32_t tensor, const Image& in,
                                  const PlacedWindow& placed) {
  if (meets_none(taps_inside(in, placed))) {
    return node.refuse("it has positions outside of the image");
  }
  return node.add_layer(MaxPool{in, placed.out, placed.window}, {tensor});
}

/// What count_include_pad counts around an image.
Padding padding_of(const PlacedWindow& placed) {
  const Window& window = placed.window;
  return {window.pad_top, window.pad_left, window.pad_bottom - placed.overhang[2],
          window.pad_right - placed.overhang[3]};
}

/// Values of x, and so of its type.
void emit_some_of_x(NodeContext& node, std::uint32_t tensor, std::vector<std::uint64_t> shape) {
  RecordTensor result{tensor, std::move(shape)};
  result.integers = node.x().integers;
  result.quantised = node.x().quantised;
  node.emit(std::move(result));
}

/// Over a volume: the slices first, and then across them.
Result<void> emit_volume_pool(NodeContext& node, bool average) {
  if (auto written = node.write_padding(0); !written) return written;
  const std::vector<std::uint64_t> shape = node.x().shape;
  const std::vector<std::int64_t> lengths(shape.begin() + 1, shape.end());
  const auto axes = window_axes(node.attributes(), lengths);
  if (!axes) return node.place().named(axes.error());
  const bool counts = node.attributes().integer("count_include_pad", 0) != 0;
  std::uint32_t tensor = node.x().tensor;
  const auto pool = [&](const Image& in, const PlacedWindow& placed) -> Result<void> {
    if (auto fits = expect_window(node, placed.window); !fits) return fits;
    if (placed.out.height == 0 || placed.out.width == 0 || placed.out.size() > kMaxTensor) {
      return node.damaged("its window is larger than its input, or its result is too large");
    }
    const auto result =
        average ? add_average(node, tensor, in, placed, counts ? padding_of(placed) : Padding{})
                : add_maximum(node, tensor, in, placed);
    if (!result) return tl::unexpected(result.error());
    tensor = *result;
    return {};
  };
  const auto depth = static_cast<std::uint32_t>(shape[1]);
  const Image slices{static_cast<std::uint32_t>(shape[0]) * depth,
                     static_cast<std::uint32_t>(shape[2]),
                     static_cast<std::uint32_t>(shape[3])};
  const PlacedWindow within = placed_window(slices, (*axes)[1], (*axes)[2]);
  if (auto done = pool(slices, within); !done) return done;
  const Image across{static_cast<std::uint32_t>(shape[0]), depth,
                     within.out.height * within.out.width};
  const PlacedWindow between = placed_window(across, (*axes)[0], WindowAxis{across.width});
  if (auto done = pool(across, between); !done) return done;
  emit_some_of_x(node, tensor,
                 {shape[0], between.out.height, within.out.height, within.out.width});
  return {};
}

Result<void> import_average_pool(NodeContext& node) {
  if (node.x().shape.size() == 4) return emit_volume_pool(node, true);
  const RecordTensor& x = node.x();
  if (x.pad_value != 0) {
    if (auto written = node.write_padding(0); !written) return written;
  }
  const auto in = image_of(x.shape);
  if (!in) return node.place().named(in.error());
  const auto placed = place_pool(node, *in);
  if (!placed) return tl::unexpected(placed.error());
  const bool counts = node.attributes().integer("count_include_pad", 0) != 0;
  const auto mean =
      add_average(node, x.tensor, *in, *placed, counts ? padding_of(*placed) : x.padding);
  if (!mean) return tl::unexpected(mean.error());
  node.emit_plain(*mean, shape_of(placed->out, node.x().shape.size()));
  return {};
}

Result<void> import_max_pool(NodeContext& node) {
  if (node.output_count() != 1) {
    return node.refuse("its second output, the indices, can't be had");
  }
  if (node.x().shape.size() == 4) return emit_volume_pool(node, false);
  const RecordTensor& x = node.x();
  // The window leaves padding out, which is right for one that never is the maximum.
  const bool harmless =
      std::isinf(x.pad_value) || (x.pad_value == 0 && node.is_never_negative(x.tensor));
  if (!harmless) {
    if (auto written = node.write_padding(0); !written) return written;
  }
  const auto in = image_of(x.shape);
  if (!in) return node.place().named(in.error());
  const auto placed = place_pool(node, *in);
  if (!placed) return tl::unexpected(placed.error());
  const auto most = add_maximum(node, x.tensor, *in, *placed);
  if (!most) return tl::unexpected(most.error());
  emit_some_of_x(node, *most, shape_of(placed->out, node.x().shape.size()));
  return {};
}

/// x as an image, a volume's slices one below the other.
Result<Image> whole_of(const NodeContext& node) {
  std::vector<std::uint64_t> shape = node.x().shape;
  if (shape.size() == 4) shape = {shape[0], shape[1] * shape[2], shape[3]};
  auto in = image_of(shape);
  if (!in) return node.place().named(in.error());
  if (auto fits = expect_window(node, whole_image(*in).window); !fits) {
    return tl::unexpected(fits.error());
  }
  return in;
}

std::vector<std::uint64_t> ones_behind(const std::vector<std::uint64_t>& shape) {
  std::vector<std::uint64_t> ones(shape.size(), 1);
  ones.front() = shape.front();
  return ones;
}

Result<void> import_global_average_pool(NodeContext& node) {
  const auto in = whole_of(node);
  if (!in) return tl::unexpected(in.error());
  const auto mean = add_average(node, node.x().tensor, *in, whole_image(*in), {});
  if (!mean) return tl::unexpected(mean.error());
  node.emit_plain(*mean, ones_behind(node.x().shape));
  return {};
}

Result<void> import_global_max_pool(NodeContext& node) {
  const auto in = whole_of(node);
  if (!in) return tl::unexpected(in.error());
  const PlacedWindow whole = whole_image(*in);
  const MaxPool pool{*in, whole.out, whole.window};
  emit_some_of_x(node, node.add_layer(pool, {node.x().tensor}), ones_behind(node.x().shape));
  return {};
}

}  // namespace

OnnxOps pooling_ops() {
  static constexpr OnnxOp kOps[] = {
      {"AveragePool", import_average_pool, {}, kTakesPadding},
      {"GlobalAveragePool", import_global_average_pool},
      {"GlobalMaxPool", import_global_max_pool, {}, kTakesIntegers},
      {"MaxPool", import_max_pool, {}, kTakesPadding | kTakesIntegers},
  };
  return kOps;
}

}  // namespace medisc
