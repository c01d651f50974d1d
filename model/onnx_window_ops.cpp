#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "model/image_size.hpp"
#include "model/onnx_attributes.hpp"
#include "model/onnx_node.hpp"
#include "model/window_walk.hpp"

namespace medisc {
namespace {

/// For each position of the window on one channel: its taps that meet the image.
std::vector<double> taps_inside(const Image& in, const PlacedWindow& placed) {
  std::vector<double> counts(plane(placed.out), 0.0);
  for_each_window(in, placed.out, placed.window, [&](std::size_t at, auto&& each_tap) {
    each_tap([&](std::size_t, std::size_t) { counts[at] += 1; });
  });
  return counts;
}

}  // namespace

std::vector<std::uint64_t> NodeReader::shape_of(const Image& image) const {
  if (x().shape.size() == 2) return {image.channels, image.width};
  return {image.channels, image.height, image.width};
}

Result<PlacedWindow> NodeReader::place(const onnx::NodeProto& node, Image in,
                                       std::vector<std::int64_t> kernel) const {
  const Padding& padding = x().padding;
  in.height += padding[0] + padding[2];
  in.width += padding[1] + padding[3];
  auto placed = place_window(node, in, x().shape.size() - 1, std::move(kernel));
  if (!placed) return at_node(placed.error());
  placed->window.pad_top += padding[0];
  placed->window.pad_left += padding[1];
  placed->window.pad_bottom += padding[2];
  placed->window.pad_right += padding[3];
  return placed;
}

Result<void> NodeReader::add_average(const Image& in, const PlacedWindow& placed,
                                     bool count_padding, std::vector<std::uint64_t> shape) {
  const auto whole = static_cast<double>(taps(placed.window));
  add_layer(SumPool{in, placed.out, placed.window, whole}, std::move(shape));
  if (count_padding || !is_padded(placed.window)) return {};
  std::vector<double> counts = taps_inside(in, placed);
  if (std::find(counts.begin(), counts.end(), 0.0) != counts.end()) {
    return refuse("it averages over nothing at positions outside of the image");
  }
  Affine affine{static_cast<std::uint32_t>(placed.out.size()), {}, {}};
  for (std::size_t i = 0; i < affine.size; ++i) {
    affine.scale.push_back(whole / counts[i % counts.size()]);
  }
  affine.shift.assign(affine.size, 0.0);
  x_name_ = result_name_;
  add_affine(std::move(affine));
  return {};
}

Result<void> NodeReader::read_average_pool(const onnx::NodeProto& node) {
  const auto in = image_of(x().shape);
  if (!in) return at_node(in.error());
  const auto placed = place(node, *in, {});
  if (!placed) return tl::unexpected(placed.error());
  const bool after_pad = x().padding != Padding{};
  const bool counts = int_attribute(node, "count_include_pad", 0) != 0;
  if (counts && int_attribute(node, "ceil_mode", 0) != 0) {
    return refuse("it has both ceil_mode and count_include_pad");
  }
  const Window& window = placed->window;
  const Padding all{window.pad_top, window.pad_left, window.pad_bottom, window.pad_right};
  if (after_pad && !counts && all != x().padding) {
    return refuse("it follows a Pad and has padding of its own that it does not count");
  }
  return add_average(*in, *placed, counts || after_pad, shape_of(placed->out));
}

Result<void> NodeReader::read_max_pool(const onnx::NodeProto& node) {
  const auto in = image_of(x().shape);
  if (!in) return at_node(in.error());
  if (node.output_size() != 1) return refuse("its second output, the indices, can't be had");
  const auto placed = place(node, *in, {});
  if (!placed) return tl::unexpected(placed.error());
  const std::vector<double> counts = taps_inside(*in, *placed);
  if (std::find(counts.begin(), counts.end(), 0.0) != counts.end()) {
    return refuse("it has positions outside of the image");
  }
  add_layer(MaxPool{*in, placed->out, placed->window}, shape_of(placed->out));
  return {};
}

Result<void> NodeReader::read_global_pool(const onnx::NodeProto& node) {
  const auto in = image_of(x().shape);
  if (!in) return at_node(in.error());
  const PlacedWindow whole = whole_image(*in);
  if (node.op_type() == "GlobalAveragePool") {
    return add_average(*in, whole, true, shape_of(whole.out));
  }
  add_layer(MaxPool{*in, whole.out, whole.window}, shape_of(whole.out));
  return {};
}

Result<void> NodeReader::read_reduce_mean(const onnx::NodeProto& node) {
  const auto in = image_of(x().shape);
  if (!in) return at_node(in.error());
  const auto given = integers(node, 1, "axes");
  if (!given) return tl::unexpected(given.error());
  const std::size_t rank = x().shape.size() + 1;
  const auto reduced = axes(*given, rank);
  if (!reduced) return tl::unexpected(reduced.error());
  std::vector<std::uint64_t> spatial(rank - 2);
  std::iota(spatial.begin(), spatial.end(), 2);
  if (*reduced != spatial) {
    return refuse("supported is the mean over height and width, or over the length");
  }
  const PlacedWindow whole = whole_image(*in);
  const bool keeps = int_attribute(node, "keepdims", 1) != 0;
  return add_average(*in, whole, true,
                     keeps ? shape_of(whole.out) : std::vector<std::uint64_t>{in->channels});
}

Result<void> NodeReader::read_pad(const onnx::NodeProto& node) {
  if (node.input(0) != x_name_) return refuse("its pads are not constant");
  if (text_attribute(node, "mode", "constant") != "constant") {
    return refuse("supported is padding with zeros");
  }
  double value = float_attribute(node, "value", 0.0F);
  if (node.input_size() > 2 && !node.input(2).empty()) {
    const auto constant = constant_input(node, 2);
    if (!constant) return tl::unexpected(constant.error());
    if (constant->values.size() == 1) value = constant->values.front();
  }
  auto pads = integers(node, 1, "pads");
  if (!pads) return tl::unexpected(pads.error());
  const std::size_t rank = x().shape.size() + 1;
  if (pads->size() != 2 * rank) {
    return damaged(fmt::format("it has {} pads; expected {}", pads->size(), 2 * rank));
  }
  if (std::all_of(pads->begin(), pads->end(), [](std::int64_t pad) { return pad == 0; })) {
    keep(x().shape);
    return {};
  }
  const bool outside = std::any_of(pads->begin(), pads->end(),
                                   [](std::int64_t pad) { return pad < 0 || pad > 1024; });
  const bool moves =
      (*pads)[0] != 0 || (*pads)[1] != 0 || (*pads)[rank] != 0 || (*pads)[rank + 1] != 0;
  if (value != 0 || outside || moves || (rank != 3 && rank != 4)) {
    return refuse(
        "supported is padding of an image's height and width, or of a series' length, "
        "with at most 1024 zeros");
  }
  Padding more{};
  more[1] = static_cast<std::uint32_t>((*pads)[rank - 1]);
  more[3] = static_cast<std::uint32_t>((*pads)[2 * rank - 1]);
  if (rank == 4) {
    more[0] = static_cast<std::uint32_t>((*pads)[2]);
    more[2] = static_cast<std::uint32_t>((*pads)[rank + 2]);
  }
  Value padded = x();
  for (std::size_t i = 0; i < more.size(); ++i) padded.padding[i] += more[i];
  values_[result_name_] = std::move(padded);
  return {};
}

}  // namespace medisc
