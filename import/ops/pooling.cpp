/// AveragePool, MaxPool, both over whole images, and ReduceMean.
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

/// The average over the taps that meet the image or what is `counted` around it; its result has
/// this shape.
Result<void> emit_average(NodeContext& node, const Image& in, const PlacedWindow& placed,
                          const Padding& counted, std::vector<std::uint64_t> shape) {
  const auto whole = static_cast<double>(taps(placed.window));
  const SumPool pool{in, placed.out, placed.window, whole};
  RecordTensor mean{node.add_layer(pool, {node.x().tensor}), std::move(shape)};
  // What is counted is part of the image that the taps have to meet.
  Image met{in.channels, in.height + counted[0] + counted[2],
            in.width + counted[1] + counted[3]};
  PlacedWindow moved = placed;
  moved.window.pad_top -= counted[0];
  moved.window.pad_left -= counted[1];
  moved.window.pad_bottom -= counted[2];
  moved.window.pad_right -= counted[3];
  const std::vector<double> counts = taps_inside(met, moved);
  if (std::find(counts.begin(), counts.end(), 0.0) != counts.end()) {
    return node.refuse("it averages over nothing at positions outside of the image");
  }
  Affine affine{static_cast<std::uint32_t>(placed.out.size()), {}, {}};
  for (std::size_t i = 0; i < affine.size; ++i) {
    affine.scale.push_back(whole / counts[i % counts.size()]);
  }
  affine.shift.assign(affine.size, 0.0);
  if (!is_identity(affine)) {
    mean.tensor = node.add_layer(as_stored(std::move(affine), mean), {mean.tensor});
  }
  node.emit(std::move(mean));
  return {};
}

Result<void> import_average_pool(NodeContext& node) {
  const RecordTensor& x = node.x();
  if (x.pad_value != 0) {
    if (auto written = node.write_padding(0); !written) return written;
  }
  const auto in = image_of(x.shape);
  if (!in) return node.place().named(in.error());
  const auto placed = place_pool(node, *in);
  if (!placed) return tl::unexpected(placed.error());
  Padding counted = x.padding;
  if (node.attributes().integer("count_include_pad", 0) != 0) {
    const Window& window = placed->window;
    counted = {window.pad_top, window.pad_left, window.pad_bottom - placed->overhang[2],
               window.pad_right - placed->overhang[3]};
  }
  return emit_average(node, *in, *placed, counted, shape_of(placed->out, x.shape.size()));
}

Result<void> import_max_pool(NodeContext& node) {
  if (node.output_count() != 1) {
    return node.refuse("its second output, the indices, can't be had");
  }
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
  const std::vector<double> counts = taps_inside(*in, *placed);
  const bool meets_none = std::find(counts.begin(), counts.end(), 0.0) != counts.end();
  if (meets_none) return node.refuse("it has positions outside of the image");
  node.emit_layer(MaxPool{*in, placed->out, placed->window},
                  shape_of(placed->out, x.shape.size()));
  return {};
}

/// The window over the whole of x, the image `in`.
Result<PlacedWindow> place_whole(const NodeContext& node, const Image& in) {
  const PlacedWindow whole = whole_image(in);
  if (auto fits = expect_window(node, whole.window); !fits) return tl::unexpected(fits.error());
  return whole;
}

Result<void> import_global_average_pool(NodeContext& node) {
  const auto in = image_of(node.x().shape);
  if (!in) return node.place().named(in.error());
  const auto whole = place_whole(node, *in);
  if (!whole) return tl::unexpected(whole.error());
  return emit_average(node, *in, *whole, {}, shape_of(whole->out, node.x().shape.size()));
}

Result<void> import_global_max_pool(NodeContext& node) {
  const auto in = image_of(node.x().shape);
  if (!in) return node.place().named(in.error());
  const auto whole = place_whole(node, *in);
  if (!whole) return tl::unexpected(whole.error());
  node.emit_layer(MaxPool{*in, whole->out, whole->window},
                  shape_of(whole->out, node.x().shape.size()));
  return {};
}

Result<void> import_reduce_mean(NodeContext& node) {
  const std::vector<std::uint64_t> dims = node.x().shape;
  const auto given = node.integers(1, "axes");
  if (!given) return tl::unexpected(given.error());
  if (given->empty()) {
    return node.refuse("it names no axes", "records have to stay apart");
  }
  const auto reduced = node.record_axes(*given, dims.size() + 1);
  if (!reduced) return tl::unexpected(reduced.error());
  const auto first = static_cast<std::ptrdiff_t>(reduced->front() - 1);
  const auto last = static_cast<std::ptrdiff_t>(reduced->back());
  if (last - first != static_cast<std::ptrdiff_t>(reduced->size())) {
    return node.refuse("it reduces axes that don't follow one another");
  }
  // Whatever the axes are: an image whose height is averaged over.
  const auto extent = [&](auto begin, auto end) {
    return static_cast<std::uint32_t>(element_count({begin, end}));
  };
  const auto at = dims.begin();
  Image in{extent(at, at + first), extent(at + first, at + last),
           extent(at + last, dims.end())};
  if (in.width == 1 && last - first == 2) {
    in.height = static_cast<std::uint32_t>(dims[first]);
    in.width = static_cast<std::uint32_t>(dims[first + 1]);
  }
  const bool whole_plane = last == static_cast<std::ptrdiff_t>(dims.size());
  Window window;
  window.kernel_height = in.height;
  window.kernel_width = whole_plane ? in.width : 1;
  if (auto fits = expect_window(node, window); !fits) return fits;
  const PlacedWindow placed{window, {in.channels, 1, whole_plane ? 1 : in.width}, {}};

  std::vector<std::uint64_t> left = dims;
  if (node.attributes().integer("keepdims", 1) != 0) {
    std::fill(left.begin() + first, left.begin() + last, 1);
  } else {
    left.erase(left.begin() + first, left.begin() + last);
  }
  if (left.empty()) left.push_back(1);
  return emit_average(node, in, placed, {}, std::move(left));
}

}  // namespace

OnnxOps pooling_ops() {
  static constexpr OnnxOp kOps[] = {
      {"AveragePool", import_average_pool, {}, kTakesPadding},
      {"GlobalAveragePool", import_global_average_pool},
      {"GlobalMaxPool", import_global_max_pool},
      {"MaxPool", import_max_pool, {}, kTakesPadding},
      {"ReduceMean", import_reduce_mean},
  };
  return kOps;
}

}  // namespace medisc
