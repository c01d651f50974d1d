/// Resize and Upsample to whole multiples by the nearest pixel, DepthToSpace and SpaceToDepth:
/// pixels repeated, or moved between channels and pixels.
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "import/interleaving.hpp"
#include "import/ops/enlarging.hpp"
#include "import/ops/op.hpp"
#include "import/strides.hpp"
#include "plan/plan.hpp"

namespace medisc {
namespace {

using Dims = std::vector<std::uint64_t>;

/// Every axis of a record repeated, pixel by pixel.
Result<void> emit_repeated(NodeContext& node, const Dims& times) {
  return emit_enlarged(node, times, [&](std::uint64_t position, std::size_t axis) {
    return position / times[axis];
  });
}

/// The whole factors of a record's axes, of `scales` with the batch in front. None else.
std::optional<Dims> whole_factors(const std::vector<double>& scales, std::size_t rank) {
  if (scales.size() != rank || scales.front() != 1) return std::nullopt;
  Dims times;
  for (std::size_t axis = 1; axis < rank; ++axis) {
    const bool whole = scales[axis] >= 1 && scales[axis] <= kMaxWindow &&
                       scales[axis] == std::floor(scales[axis]);
    if (!whole) return std::nullopt;
    times.push_back(static_cast<std::uint64_t>(scales[axis]));
  }
  return times;
}

tl::unexpected<Error> refuse_resize(const NodeContext& node) {
  return node.refuse("supported is resizing by the nearest pixel to whole multiples",
                     "resize with mode nearest (asymmetric, floor) by whole factors");
}

/// Whether the nearest pixel of i is i / factor, for whole factors.
bool is_plain_nearest(const NodeContext& node) {
  const Attributes attributes = node.attributes();
  const std::string how = attributes.text("coordinate_transformation_mode", "half_pixel");
  const std::string nearest = attributes.text("nearest_mode", "round_prefer_floor");
  if (attributes.text("mode", "nearest") != "nearest") return false;
  if (attributes.text("keep_aspect_ratio_policy", "stretch") != "stretch") return false;
  if (how == "asymmetric") return nearest == "floor" || node.graph().opset < 11;
  // (i + 1/2) / f - 1/2 rounds to floor(i / f) for every whole f, but for halves: none arise
  // with "prefer floor" at f = 1, and for even f the value is never a half.
  return (how == "half_pixel" || how == "pytorch_half_pixel") &&
         (nearest == "round_prefer_floor" || nearest == "round_prefer_ceil");
}

/// The factors of a Resize's axes from its scales or sizes.
Result<std::vector<double>> scales_of(const NodeContext& node) {
  const Dims& shape = node.x().shape;
  const int scales_at = node.graph().opset < 11 ? 1 : 2;
  std::vector<double> scales;
  if (node.has_input(scales_at)) {
    const auto read = node.constant(scales_at);
    if (!read) return tl::unexpected(read.error());
    scales = read->values;
  }
  if (!scales.empty() || !node.has_input(3)) return scales;
  const auto sizes = node.constant(3);
  if (!sizes) return tl::unexpected(sizes.error());
  const std::size_t axes = node.attributes().integers("axes", {}).size();
  const std::size_t first = axes == 0 ? 0 : shape.size() + 1 - axes;
  for (std::size_t i = 0; i < sizes->values.size(); ++i) {
    const std::size_t axis = first + i;
    if (axis > shape.size()) return scales;
    scales.push_back(axis == 0 ? 1 : sizes->values[i] / static_cast<double>(shape[axis - 1]));
  }
  return scales;
}

Result<void> import_resize(NodeContext& node) {
  if (!node.is_x(0) || !is_plain_nearest(node)) return refuse_resize(node);
  auto scales = scales_of(node);
  if (!scales) return tl::unexpected(scales.error());
  const std::size_t rank = node.x().shape.size() + 1;
  const auto axes = node.attributes().integers("axes", {});
  if (!axes.empty()) {  // of those alone
    std::vector<double> all(rank, 1.0);
    for (std::size_t i = 0; i < axes.size() && i < scales->size(); ++i) {
      const std::int64_t axis =
          axes[i] < 0 ? axes[i] + static_cast<std::int64_t>(rank) : axes[i];
      if (axis < 1 || axis >= static_cast<std::int64_t>(rank)) return refuse_resize(node);
      all[static_cast<std::size_t>(axis)] = (*scales)[i];
    }
    *scales = std::move(all);
  }
  const auto times = whole_factors(*scales, rank);
  if (!times) return refuse_resize(node);
  return emit_repeated(node, *times);
}

Result<void> import_upsample(NodeContext& node) {
  if (!node.is_x(0) || node.attributes().text("mode", "nearest") != "nearest") {
    return refuse_resize(node);
  }
  std::vector<double> scales = node.attributes().reals("scales");
  if (node.has_input(1)) {
    const auto read = node.constant(1);
    if (!read) return tl::unexpected(read.error());
    scales = read->values;
  }
  const auto times = whole_factors(scales, node.x().shape.size() + 1);
  if (!times) return refuse_resize(node);
  return emit_repeated(node, *times);
}

/// Its block size, where that divides what it has to. Errors: kUnsupported.
Result<std::uint64_t> block_of(const NodeContext& node) {
  const std::int64_t block = node.attributes().integer("blocksize", 0);
  if (block >= 1 && block <= 1024 && node.x().shape.size() == 3) {
    return static_cast<std::uint64_t>(block);
  }
  return node.refuse("supported are blocks of 1 to 1024 pixels of images");
}

Result<void> import_depth_to_space(NodeContext& node) {
  const auto block = block_of(node);
  if (!block) return tl::unexpected(block.error());
  const Dims shape = node.x().shape;
  const std::uint64_t squared = *block * *block;
  if (shape[0] % squared != 0) return node.damaged("its blocks do not fit the channels");
  const std::uint64_t channels = shape[0] / squared;
  RecordTensor x = node.x();
  const std::string mode = node.attributes().text("mode", "DCR");
  if (mode != "DCR" && mode != "CRD") return node.damaged("its mode is none of ONNX's");
  if (mode == "DCR") {  // [i j][channel] to [channel][i j]
    const auto plane = static_cast<std::int64_t>(shape[1] * shape[2]);
    x.order = viewed(x,
                     strided_order({channels, squared, shape[1] * shape[2]}, 0,
                                   {plane, static_cast<std::int64_t>(channels) * plane, 1}),
                     node.stored(x));
  }
  if (auto written = node.write_order(x); !written) return written;
  const auto side = static_cast<std::uint32_t>(*block);
  auto image =
      interleaved(node, std::move(x),
                  {static_cast<std::uint32_t>(channels), side, side,
                   static_cast<std::uint32_t>(shape[1]), static_cast<std::uint32_t>(shape[2])});
  if (!image) return tl::unexpected(image.error());
  image->part.reset();
  node.emit(std::move(*image));
  return {};
}

/// [c][row i][column j] to [i j c][row][column].
Result<void> import_space_to_depth(NodeContext& node) {
  const auto block = block_of(node);
  if (!block) return tl::unexpected(block.error());
  const Dims shape = node.x().shape;
  if (shape[1] % *block != 0 || shape[2] % *block != 0) {
    return node.damaged("its blocks do not fit the image");
  }
  const Dims out{*block, *block, shape[0], shape[1] / *block, shape[2] / *block};
  const auto width = static_cast<std::int64_t>(shape[2]);
  const auto side = static_cast<std::int64_t>(*block);
  node.emit_view(
      {shape[0] * *block * *block, out[3], out[4]},
      strided_order(
          out, 0, {width, 1, static_cast<std::int64_t>(shape[1]) * width, side * width, side}));
  return {};
}

}  // namespace

OnnxOps resizing_ops() {
  static constexpr unsigned kTakes = kTakesOrder | kTakesSelection;
  static constexpr OnnxOp kOps[] = {
      {"DepthToSpace", import_depth_to_space, {}, kTakes},
      {"Resize", import_resize, {}, kTakes},
      {"SpaceToDepth", import_space_to_depth, {}, kTakes},
      {"Upsample", import_upsample, {}, kTakes},
  };
  return kOps;
}

}  // namespace medisc
