#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "compiler/affine.hpp"
#include "import/attributes.hpp"
#include "import/node.hpp"
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

}  // namespace

std::vector<std::uint64_t> NodeReader::shape_of(const Image& image) const {
  if (x().shape.size() == 2) return {image.channels, image.width};
  return {image.channels, image.height, image.width};
}

Result<PlacedWindow> NodeReader::place(const onnx::NodeProto& node, Image in,
                                       const std::vector<std::int64_t>& kernel) const {
  const Padding& padding = x().padding;
  in.height += padding[0] + padding[2];
  in.width += padding[1] + padding[3];
  auto placed = place_window(node, in, x().shape.size() - 1, kernel);
  if (!placed) return at_node(placed.error());
  placed->window.pad_top += padding[0];
  placed->window.pad_left += padding[1];
  placed->window.pad_bottom += padding[2];
  placed->window.pad_right += padding[3];
  if (auto fits = expect_window(placed->window); !fits) return tl::unexpected(fits.error());
  return placed;
}

Result<void> NodeReader::expect_window(const Window& window) const {
  for (const std::uint32_t number : {window.kernel_height, window.kernel_width, window.pad_top,
                                     window.pad_left, window.pad_bottom, window.pad_right}) {
    if (number > kMaxWindow) {
      return refuse(fmt::format("its window or padding is over {} wide", kMaxWindow));
    }
  }
  return {};
}

Result<PlacedWindow> NodeReader::place_pool(const onnx::NodeProto& node,
                                            const Image& in) const {
  auto placed = place(node, in, {});
  if (placed && placed->out.size() > kMaxTensor) {
    return refuse(fmt::format("its result has over {} elements", kMaxTensor));
  }
  return placed;
}

Result<void> NodeReader::add_average(const Image& in, const PlacedWindow& placed,
                                     const Padding& counted, std::vector<std::uint64_t> shape) {
  const auto whole = static_cast<double>(taps(placed.window));
  add_layer(SumPool{in, placed.out, placed.window, whole}, std::move(shape));
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
    return refuse("it averages over nothing at positions outside of the image");
  }
  Affine affine{static_cast<std::uint32_t>(placed.out.size()), {}, {}};
  for (std::size_t i = 0; i < affine.size; ++i) {
    affine.scale.push_back(whole / counts[i % counts.size()]);
  }
  affine.shift.assign(affine.size, 0.0);
  if (is_identity(affine)) return {};
  x_name_ = result_name_;
  add_affine(std::move(affine));
  return {};
}

Result<void> NodeReader::read_average_pool(const onnx::NodeProto& node) {
  if (x().pad_value != 0) {
    if (auto settled = settle(values_.at(x_name_), true, false); !settled) return settled;
  }
  const auto in = image_of(x().shape);
  if (!in) return at_node(in.error());
  const auto placed = place_pool(node, *in);
  if (!placed) return tl::unexpected(placed.error());
  Padding counted = x().padding;
  if (int_attribute(node, "count_include_pad", 0) != 0) {
    const Window& window = placed->window;
    counted = {window.pad_top, window.pad_left, window.pad_bottom - placed->overhang[2],
               window.pad_right - placed->overhang[3]};
  }
  return add_average(*in, *placed, counted, shape_of(placed->out));
}

bool NodeReader::is_never_negative(std::uint32_t tensor) const {
  while (never_negative_.size() <= tensor) {
    never_negative_.push_back(keeps_from_negative(never_negative_.size() - 1));
  }
  return never_negative_[tensor];
}

bool NodeReader::keeps_from_negative(std::size_t layer) const {
  const auto& op = network_.layers[layer].op;
  if (std::holds_alternative<Relu>(op)) return true;
  const auto none_below = [](const std::vector<double>& values) {
    return std::all_of(values.begin(), values.end(), [](double v) { return v >= 0; });
  };
  if (const auto* affine = std::get_if<Affine>(&op)) {
    if (!none_below(affine->scale) || !none_below(affine->shift)) return false;
  } else if (const auto* sum = std::get_if<Sum>(&op)) {
    if (!none_below(sum->factors) || sum->offset < 0) return false;
  } else if (!std::holds_alternative<SumPool>(op) && !std::holds_alternative<MaxPool>(op) &&
             !std::holds_alternative<Concat>(op)) {
    return false;
  }
  const auto inputs = network_.inputs_of(layer);
  return std::all_of(inputs.begin(), inputs.end(),
                     [&](std::uint32_t input) { return never_negative_[input]; });
}

Result<void> NodeReader::read_max_pool(const onnx::NodeProto& node) {
  if (node.output_size() != 1) return refuse("its second output, the indices, can't be had");
  // The window leaves padding out, which is right for one that never is the maximum.
  const bool harmless =
      std::isinf(x().pad_value) || (x().pad_value == 0 && is_never_negative(x().tensor));
  if (!harmless) {
    if (auto settled = settle(values_.at(x_name_), true, false); !settled) return settled;
  }
  const auto in = image_of(x().shape);
  if (!in) return at_node(in.error());
  const auto placed = place_pool(node, *in);
  if (!placed) return tl::unexpected(placed.error());
  const std::vector<double> counts = taps_inside(*in, *placed);
  const bool meets_none = std::find(counts.begin(), counts.end(), 0.0) != counts.end();
  if (meets_none) return refuse("it has positions outside of the image");
  add_layer(MaxPool{*in, placed->out, placed->window}, shape_of(placed->out));
  return {};
}

Result<void> NodeReader::read_global_pool(const onnx::NodeProto& node) {
  const auto in = image_of(x().shape);
  if (!in) return at_node(in.error());
  const PlacedWindow whole = whole_image(*in);
  if (auto fits = expect_window(whole.window); !fits) return fits;
  if (node.op_type() == "GlobalAveragePool") {
    return add_average(*in, whole, {}, shape_of(whole.out));
  }
  add_layer(MaxPool{*in, whole.out, whole.window}, shape_of(whole.out));
  return {};
}

Result<void> NodeReader::read_reduce_mean(const onnx::NodeProto& node) {
  const std::vector<std::uint64_t> dims = x().shape;
  const auto given = integers(node, 1, "axes");
  if (!given) return tl::unexpected(given.error());
  if (given->empty()) return refuse("it names no axes", "records have to stay apart");
  const auto reduced = axes(*given, dims.size() + 1);
  if (!reduced) return tl::unexpected(reduced.error());
  const auto first = static_cast<std::ptrdiff_t>(reduced->front() - 1);
  const auto last = static_cast<std::ptrdiff_t>(reduced->back());
  if (last - first != static_cast<std::ptrdiff_t>(reduced->size())) {
    return refuse("it reduces axes that don't follow one another");
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
  if (auto fits = expect_window(window); !fits) return fits;
  const PlacedWindow placed{window, {in.channels, 1, whole_plane ? 1 : in.width}, {}};

  std::vector<std::uint64_t> left = dims;
  if (int_attribute(node, "keepdims", 1) != 0) {
    std::fill(left.begin() + first, left.begin() + last, 1);
  } else {
    left.erase(left.begin() + first, left.begin() + last);
  }
  if (left.empty()) left.push_back(1);
  return add_average(in, placed, {}, std::move(left));
}

}  // namespace medisc
