/// Resize and Upsample: elements picked where each is the nearest one, else axis by axis a
/// product by a constant matrix.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "import/ops/op.hpp"
#include "import/ops/picked.hpp"
#include "import/resampling.hpp"
#include "import/strides.hpp"
#include "plan/plan.hpp"

namespace medisc {
namespace {

using Dims = std::vector<std::uint64_t>;
using Axes = std::vector<ResampledAxis>;

constexpr std::uint64_t kMostResamplingWeights = 1u << 22;

tl::unexpected<Error> refuse_resize(const NodeContext& node, const std::string& reason) {
  return node.refuse(reason, "resize with constant scales or sizes, or before the model");
}

/// A tensor whose axes are resized one after the other.
class Resampled {
 public:
  Resampled(NodeContext& node, const ResamplingMode& mode, double outside)
      : node_(node),
        mode_(mode),
        outside_(outside),
        tensor_(node.x().tensor),
        sizes_(node.x().shape),
        layout_(sizes_.size()) {
    std::iota(layout_.begin(), layout_.end(), std::size_t{0});
  }

  /// The last axis becomes the channels of a convolution with a filter for each element of the
  /// result, and so the first axis; one in the middle keeps its place, with filters of its own
  /// for each step of those before. Errors: kUnsupported for too many weights.
  Result<void> resize(std::size_t axis, const ResampledAxis& how) {
    const auto at = std::find(layout_.begin(), layout_.end(), axis);
    const std::uint32_t before = extent(layout_.begin(), at);
    const std::uint32_t behind = extent(at + 1, layout_.end());
    const std::uint32_t groups = behind == 1 ? 1 : before;
    const std::uint64_t weights = groups * how.from * how.to;
    const std::uint64_t results = std::uint64_t{before} * behind * how.to;
    if (weights > kMostResamplingWeights || results > kMaxTensor || how.from > kMaxWindow) {
      return refuse_resize(node_, "it takes too large a layer");
    }
    const std::vector<double> matrix = resampling_matrix(how, mode_);
    if (!std::all_of(matrix.begin(), matrix.end(), [](double x) { return std::isfinite(x); })) {
      return node_.damaged("its weights are not finite");
    }
    const auto from = static_cast<std::uint32_t>(how.from);
    const auto to = static_cast<std::uint32_t>(how.to);
    Conv conv;
    if (behind == 1) {
      conv.in = {1, before, from};
      conv.out = {to, before, 1};
      conv.window.kernel_width = from;
    } else {
      conv.in = {before, from, behind};
      conv.out = {before * to, 1, behind};
      conv.window.kernel_height = from;
    }
    conv.groups = groups;
    add_filters(conv, matrix, how.from);
    tensor_ = node_.add_layer(std::move(conv), {tensor_});
    sizes_[axis] = how.to;
    if (behind == 1) std::rotate(layout_.begin(), at, at + 1);
    return {};
  }

  void emit() {
    std::vector<std::int64_t> strides(layout_.size());
    std::int64_t stride = 1;
    for (std::size_t i = layout_.size(); i-- > 0;) {
      strides[layout_[i]] = stride;
      stride *= static_cast<std::int64_t>(sizes_[layout_[i]]);
    }
    RecordTensor result{tensor_, sizes_};
    result.order = viewed(result, strided_order(sizes_, 0, strides), node_.stored(result));
    result.resized = true;
    node_.emit(std::move(result));
  }

 private:
  using Place = std::vector<std::size_t>::const_iterator;

  std::uint32_t extent(Place begin, Place end) const {
    std::uint32_t product = 1;
    for (auto at = begin; at != end; ++at) product *= static_cast<std::uint32_t>(sizes_[*at]);
    return product;
  }

  void add_filters(Conv& conv, const std::vector<double>& matrix, std::uint64_t from) const {
    const auto width = static_cast<std::ptrdiff_t>(from);
    for (std::uint32_t group = 0; group < conv.groups; ++group) {
      conv.matrix.insert(conv.matrix.end(), matrix.begin(), matrix.end());
      for (auto row = matrix.begin(); row != matrix.end(); row += width) {
        const bool empty =
            std::all_of(row, row + width, [](double weight) { return weight == 0; });
        conv.bias.push_back(empty ? outside_ : 0);
      }
    }
  }

  NodeContext& node_;
  const ResamplingMode& mode_;
  double outside_;
  std::uint32_t tensor_;
  Dims sizes_;
  std::vector<std::size_t> layout_;  ///< which axis stands where in the tensor
};

/// `axes`: those of a record.
Result<void> emit_resized(NodeContext& node, const Axes& axes, const ResamplingMode& mode,
                          double outside) {
  Dims shape;
  for (const ResampledAxis& axis : axes) shape.push_back(axis.to);
  const std::uint64_t count = element_count(shape);
  if (count == 0) return node.refuse("it leaves nothing of a record");
  if (count > kMaxTensor) {
    return node.refuse(fmt::format("its result has over {} elements", kMaxTensor));
  }
  std::vector<std::vector<std::uint64_t>> elements;
  for (const ResampledAxis& axis : axes) {
    ResamplingMode nearest = mode;
    if (axis.is_kept()) nearest = {"nearest", "asymmetric", "floor"};
    auto found = nearest.mode == "nearest" ? nearest_elements(axis, nearest) : std::nullopt;
    if (!found) break;
    elements.push_back(std::move(*found));
  }
  if (elements.size() == axes.size()) {
    Order view = picked(node.x().shape, shape, [&](std::uint64_t position, std::size_t axis) {
      return elements[axis][position];
    });
    node.emit_view(std::move(shape), std::move(view));
    return {};
  }
  if (node.x().integers) {
    return node.refuse("it mixes integers, which rounds them",
                       "put a Cast to float before it, or resize by the nearest");
  }
  if (auto written = node.write_order(0); !written) return written;
  Resampled resampled(node, mode, outside);
  for (std::size_t axis = axes.size(); axis-- > 0;) {
    if (axes[axis].is_kept()) continue;
    if (auto resized = resampled.resize(axis, axes[axis]); !resized) return resized;
  }
  resampled.emit();
  return {};
}

/// The axes of the file's tensor that a Resize speaks of, the batch among them.
Result<std::vector<std::size_t>> named_axes(const NodeContext& node) {
  const auto rank = static_cast<std::int64_t>(node.x().shape.size()) + 1;
  std::vector<std::size_t> axes;
  for (const std::int64_t given : node.attributes().integers("axes", {})) {
    const std::int64_t axis = given < 0 ? given + rank : given;
    if (axis < 0 || axis >= rank) return node.damaged("it names an axis that is not there");
    axes.push_back(static_cast<std::size_t>(axis));
  }
  if (axes.empty()) {
    axes.resize(static_cast<std::size_t>(rank));
    std::iota(axes.begin(), axes.end(), std::size_t{0});
  }
  return axes;
}

/// `count` values of an input; none for an input that is left out or empty.
Result<std::vector<double>> values_of(const NodeContext& node, int input, std::size_t count) {
  if (!node.has_input(input)) return std::vector<double>{};
  auto read = node.constant(input);
  if (!read) return tl::unexpected(read.error());
  if (!read->values.empty() && read->values.size() != count) {
    return node.damaged(fmt::format("it has {} values for '{}'; expected {}",
                                    read->values.size(), node.input_name(input), count));
  }
  return std::move(read->values);
}

/// Of an axis of `from` elements.
Result<void> set_scale(const NodeContext& node, ResampledAxis& axis, double scale) {
  axis.scale = static_cast<float>(scale);
  const float to = std::floor(static_cast<float>(axis.from) * axis.scale);
  if (!(scale > 0) || !(to <= kMaxTensor))
    return node.refuse("it has a scale that is out of reach");
  axis.to = static_cast<std::uint64_t>(to);
  return {};
}

Result<void> set_sizes(const NodeContext& node, Axes& all, const std::vector<std::size_t>& axes,
                       const std::vector<double>& sizes) {
  const std::string policy = node.attributes().text("keep_aspect_ratio_policy", "stretch");
  std::vector<double> scales;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (!(sizes[i] >= 1) || !(sizes[i] <= kMaxTensor))
      return node.damaged("it has a size below 1");
    scales.push_back(axes[i] == 0 ? 1 : sizes[i] / static_cast<double>(all[axes[i]].from));
  }
  const auto [least, most] = std::minmax_element(scales.begin(), scales.end());
  for (std::size_t i = 0; i < axes.size(); ++i) {
    ResampledAxis& axis = all[axes[i]];
    if (policy == "stretch") {
      axis.to = static_cast<std::uint64_t>(axes[i] == 0 ? 1 : sizes[i]);
      axis.scale = static_cast<float>(scales[i]);
    } else {
      axis.scale = static_cast<float>(policy == "not_larger" ? *least : *most);
      axis.to = static_cast<std::uint64_t>(
          std::floor(static_cast<float>(axis.from) * axis.scale + 0.5F));
    }
  }
  return {};
}

/// Every axis, the batch among them.
Result<Axes> resized_axes(const NodeContext& node, const ResamplingMode& mode) {
  const int scales_at = node.graph().opset < 11 ? 1 : 2;
  const auto axes = named_axes(node);
  if (!axes) return tl::unexpected(axes.error());
  Axes all{ResampledAxis{}};
  for (const std::uint64_t size : node.x().shape) all.push_back({size, size});
  const auto scales = values_of(node, scales_at, axes->size());
  if (!scales) return tl::unexpected(scales.error());
  const auto sizes = values_of(node, 3, axes->size());
  if (!sizes) return tl::unexpected(sizes.error());
  if (scales->empty() == sizes->empty())
    return node.damaged("it has no scales and no sizes, or both");
  for (std::size_t i = 0; i < scales->size(); ++i) {
    if (auto set = set_scale(node, all[(*axes)[i]], (*scales)[i]); !set)
      return tl::unexpected(set.error());
  }
  if (!sizes->empty()) {
    if (auto set = set_sizes(node, all, *axes, *sizes); !set)
      return tl::unexpected(set.error());
  }
  if (mode.coordinates != "tf_crop_and_resize") return all;
  const auto roi = values_of(node, 1, 2 * axes->size());
  if (!roi) return tl::unexpected(roi.error());
  if (roi->empty()) return node.damaged("it names no region to crop");
  for (std::size_t i = 0; i < axes->size(); ++i) {
    all[(*axes)[i]].roi_begin = (*roi)[i];
    all[(*axes)[i]].roi_end = (*roi)[axes->size() + i];
  }
  return all;
}

/// With aligned corners the standard divides by a length that may be a fraction, and runtimes
/// by the number of elements.
bool has_fractions(const Axes& axes) {
  return std::any_of(axes.begin(), axes.end(), [](const ResampledAxis& axis) {
    const double length = static_cast<double>(axis.from) * axis.scale;
    return std::abs(length - static_cast<double>(axis.to)) > 1e-4 * length;
  });
}

Result<void> emit_axes(NodeContext& node, Axes axes, const ResamplingMode& mode,
                       double outside) {
  if (!mode.is_known()) return node.damaged("its mode is none of ONNX's");
  if (!std::isfinite(outside)) return node.damaged("its extrapolation_value is not finite");
  if (!axes.front().is_kept()) {
    return node.refuse("it resizes the batch dimension", "records have to stay apart");
  }
  if (mode.coordinates == "align_corners" && has_fractions(axes)) {
    return node.refuse("with align_corners its scales make no whole number of elements",
                       "give sizes in place of scales: runtimes disagree on these");
  }
  axes.erase(axes.begin());
  return emit_resized(node, axes, mode, outside);
}

Result<void> import_resize(NodeContext& node) {
  if (!node.is_x(0)) return refuse_resize(node, "its scales or sizes depend on the record");
  const Attributes attributes = node.attributes();
  ResamplingMode mode;
  mode.mode = attributes.text("mode", "nearest");
  if (node.graph().opset < 11) {
    mode.coordinates = "asymmetric";
    mode.rounding = "floor";
  }
  mode.coordinates = attributes.text("coordinate_transformation_mode", mode.coordinates);
  mode.rounding = attributes.text("nearest_mode", mode.rounding);
  mode.cubic_a = attributes.real("cubic_coeff_a", -0.75F);
  mode.exclude_outside = attributes.integer("exclude_outside", 0) != 0;
  mode.antialias = attributes.integer("antialias", 0) != 0;
  auto axes = resized_axes(node, mode);
  if (!axes) return tl::unexpected(axes.error());
  return emit_axes(node, std::move(*axes), mode, attributes.real("extrapolation_value", 0));
}

Result<void> import_upsample(NodeContext& node) {
  if (!node.is_x(0)) return refuse_resize(node, "its scales depend on the record");
  std::vector<double> scales = node.attributes().reals("scales");
  const std::size_t rank = node.x().shape.size() + 1;
  if (node.has_input(1)) {
    auto read = values_of(node, 1, rank);
    if (!read) return tl::unexpected(read.error());
    scales = std::move(*read);
  }
  if (scales.size() != rank) return node.damaged("it does not have a scale for each axis");
  Axes axes{ResampledAxis{}};
  for (const std::uint64_t size : node.x().shape) axes.push_back({size, size});
  for (std::size_t i = 0; i < rank; ++i) {
    if (auto set = set_scale(node, axes[i], scales[i]); !set) return set;
  }
  ResamplingMode mode{node.attributes().text("mode", "nearest"), "asymmetric", "floor"};
  if (mode.mode == "bilinear") mode.mode = "linear";
  return emit_axes(node, std::move(axes), mode, 0);
}

}  // namespace

OnnxOps resizing_ops() {
  static constexpr unsigned kTakes = kTakesOrder | kTakesSelection | kTakesIntegers;
  static constexpr OnnxOp kOps[] = {
      {"Resize", import_resize, {}, kTakes},
      {"Upsample", import_upsample, {}, kTakes},
  };
  return kOps;
}

}  // namespace medisc
