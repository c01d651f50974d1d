/// ReduceSum, ReduceMean, ReduceMax and ReduceMin over any axes of a record.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "import/node_window.hpp"
#include "import/ops/op.hpp"
#include "import/strides.hpp"
#include "plan/image_size.hpp"

namespace medisc {
namespace {

using Dims = std::vector<std::uint64_t>;

enum class Kind { kSum, kMean, kMax, kMin };

/// A record's tensor as an image, all of whose height is reduced, and where `across`, all of
/// its width.
struct Reduction {
  Image in;
  bool across = false;

  Window window() const {
    Window window;
    window.kernel_height = in.height;
    window.kernel_width = across ? in.width : 1;
    return window;
  }
  Image out() const { return {in.channels, 1, across ? 1 : in.width}; }
};

std::uint32_t extent(const Dims& dims, std::size_t first, std::size_t last) {
  const auto begin = dims.begin();
  return static_cast<std::uint32_t>(element_count(
      {begin + static_cast<std::ptrdiff_t>(first), begin + static_cast<std::ptrdiff_t>(last)}));
}

/// The axes from `first` up to `last` of a tensor that is held in its own order.
Reduction over(const Dims& dims, std::size_t first, std::size_t last) {
  const Image in{extent(dims, 0, first), extent(dims, first, last),
                 extent(dims, last, dims.size())};
  Reduction reduction{in, in.width == 1};
  if (in.width == 1 && last - first == 2) {
    reduction.in.height = static_cast<std::uint32_t>(dims[first]);
    reduction.in.width = static_cast<std::uint32_t>(dims[first + 1]);
  }
  return reduction;
}

/// The elements with the axes that stay in front of those that go.
Order kept_first(const Dims& dims, const std::vector<bool>& gone) {
  Dims moved;
  std::vector<std::int64_t> strides;
  for (const bool pass : {false, true}) {
    for (std::size_t axis = 0; axis < dims.size(); ++axis) {
      if (gone[axis] != pass) continue;
      moved.push_back(dims[axis]);
      strides.push_back(strides_of(dims)[axis]);
    }
  }
  return strided_order(moved, 0, strides);
}

/// Brings x into an order that a window can reduce.
Result<Reduction> arranged(NodeContext& node, RecordTensor& x, const std::vector<bool>& gone) {
  const Dims& dims = x.shape;
  const auto first =
      static_cast<std::size_t>(std::find(gone.begin(), gone.end(), true) - gone.begin());
  const auto last =
      static_cast<std::size_t>(gone.rend() - std::find(gone.rbegin(), gone.rend(), true));
  const bool follow = std::find(gone.begin() + static_cast<std::ptrdiff_t>(first),
                                gone.begin() + static_cast<std::ptrdiff_t>(last),
                                false) == gone.begin() + static_cast<std::ptrdiff_t>(last);
  if (x.order.empty() && follow) return over(dims, first, last);
  RecordTensor kept = x;
  kept.order = viewed(x, kept_first(dims, gone), node.stored(x));
  if (follow && !kept.order.empty()) {
    if (auto written = node.write_order(x); !written) return tl::unexpected(written.error());
    return over(dims, first, last);
  }
  if (auto written = node.write_order(kept); !written) return tl::unexpected(written.error());
  x = std::move(kept);
  std::uint64_t reduced = 1;
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    if (gone[axis]) reduced *= dims[axis];
  }
  return Reduction{{static_cast<std::uint32_t>(element_count(dims) / reduced), 1,
                    static_cast<std::uint32_t>(reduced)},
                   true};
}

std::uint32_t add_reduction(NodeContext& node, const RecordTensor& x, const Reduction& how,
                            Kind kind) {
  const Window window = how.window();
  const auto negated = [&](std::uint32_t tensor) {
    return node.add_layer(Sum{node.graph().network.size_of(tensor), {-1.0}, 0.0}, {tensor});
  };
  switch (kind) {
    case Kind::kMax:
      return node.add_layer(MaxPool{how.in, how.out(), window}, {x.tensor});
    case Kind::kMin:
      return negated(node.add_layer(MaxPool{how.in, how.out(), window}, {negated(x.tensor)}));
    default: {
      const double divisor = kind == Kind::kMean ? static_cast<double>(taps(window)) : 1.0;
      return node.add_layer(SumPool{how.in, how.out(), window, divisor}, {x.tensor});
    }
  }
}

Dims left_of(const NodeContext& node, const Dims& dims, const std::vector<bool>& gone) {
  const bool keeps = node.attributes().integer("keepdims", 1) != 0;
  Dims left;
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    if (!gone[axis]) left.push_back(dims[axis]);
    if (gone[axis] && keeps) left.push_back(1);
  }
  if (left.empty()) left.push_back(1);
  return left;
}

Result<void> emit_reduction(NodeContext& node, Kind kind) {
  RecordTensor x = node.x();
  const Dims dims = x.shape;
  if (x.quantised) return refuse_quantised(node);
  const auto given = node.integers(1, "axes");
  if (!given) return tl::unexpected(given.error());
  if (given->empty()) {
    if (node.attributes().integer("noop_with_empty_axes", 0) != 0) {
      node.emit_x();
      return {};
    }
    return node.refuse("it names no axes", "records have to stay apart");
  }
  const auto reduced = node.record_axes(*given, dims.size() + 1);
  if (!reduced) return tl::unexpected(reduced.error());
  std::vector<bool> gone(dims.size(), false);
  for (const std::uint64_t axis : *reduced) gone[axis - 1] = true;
  const auto how = arranged(node, x, gone);
  if (!how) return tl::unexpected(how.error());
  if (auto fits = expect_window(node, how->window()); !fits) return fits;
  RecordTensor result{add_reduction(node, x, *how, kind), left_of(node, dims, gone)};
  result.integers = node.x().integers;
  node.emit(std::move(result));
  return {};
}

Result<void> import_reduce_max(NodeContext& node) {
  return emit_reduction(node, Kind::kMax);
}

Result<void> import_reduce_mean(NodeContext& node) {
  return emit_reduction(node, Kind::kMean);
}

Result<void> import_reduce_min(NodeContext& node) {
  return emit_reduction(node, Kind::kMin);
}

Result<void> import_reduce_sum(NodeContext& node) {
  return emit_reduction(node, Kind::kSum);
}

}  // namespace

OnnxOps reduction_ops() {
  static constexpr unsigned kTakes = kTakesOrder | kTakesSelection;
  static constexpr OnnxOp kOps[] = {
      {"ReduceMax", import_reduce_max, {}, kTakes | kTakesIntegers},
      {"ReduceMean", import_reduce_mean, {}, kTakes},
      {"ReduceMin", import_reduce_min, {}, kTakes | kTakesIntegers},
      {"ReduceSum", import_reduce_sum, {}, kTakes},
  };
  return kOps;
}

}  // namespace medisc
