/// Pad: with a constant around an image or a series, left to what reads it; between channels, a
/// layer; with reflected, repeated or wrapped edges, and with pads below zero, which cut off, a
/// view of the tensor.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "import/ops/op.hpp"
#include "import/ops/picked.hpp"
#include "plan/image_size.hpp"
#include "plan/plan.hpp"

namespace medisc {
namespace {

using Dims = std::vector<std::uint64_t>;

/// What is put before and after each axis of a record.
struct Pads {
  std::vector<std::int64_t> before;
  std::vector<std::int64_t> after;

  template <class Is>
  bool any(Is is) const {
    return std::any_of(before.begin(), before.end(), is) ||
           std::any_of(after.begin(), after.end(), is);
  }
  bool any() const {
    return any([](std::int64_t pad) { return pad != 0; });
  }
};

/// The axes that pads are given for, counted from the batch; all where none are named.
Result<std::vector<std::size_t>> padded_axes(const NodeContext& node, std::size_t rank) {
  std::vector<std::size_t> axes;
  if (!node.has_input(3)) {
    for (std::size_t axis = 0; axis < rank; ++axis) axes.push_back(axis);
    return axes;
  }
  const auto given = node.integers(3, "axes");
  if (!given) return tl::unexpected(given.error());
  for (const std::int64_t value : *given) {
    const std::int64_t axis = value < 0 ? value + static_cast<std::int64_t>(rank) : value;
    const bool there = axis >= 0 && axis < static_cast<std::int64_t>(rank);
    if (!there || std::count(axes.begin(), axes.end(), static_cast<std::size_t>(axis)) != 0) {
      return node.damaged("it names an axis that is not there, or one twice");
    }
    axes.push_back(static_cast<std::size_t>(axis));
  }
  return axes;
}

Result<Pads> pads_of(const NodeContext& node) {
  const auto given = node.integers(1, node.attributes().has("paddings") ? "paddings" : "pads");
  if (!given) return tl::unexpected(given.error());
  const std::size_t rank = node.x().shape.size() + 1;
  const auto axes = padded_axes(node, rank);
  if (!axes) return tl::unexpected(axes.error());
  if (given->size() != 2 * axes->size()) {
    return node.damaged(
        fmt::format("it has {} pads; expected {}", given->size(), 2 * axes->size()));
  }
  Pads pads{std::vector<std::int64_t>(rank), std::vector<std::int64_t>(rank)};
  for (std::size_t i = 0; i < axes->size(); ++i) {
    pads.before[(*axes)[i]] = (*given)[i];
    pads.after[(*axes)[i]] = (*given)[axes->size() + i];
  }
  if (pads.before.front() != 0 || pads.after.front() != 0) {
    return node.refuse("it pads the batch dimension", "records have to stay apart");
  }
  pads.before.erase(pads.before.begin());
  pads.after.erase(pads.after.begin());
  if (pads.any([](std::int64_t pad) { return std::abs(pad) > std::int64_t{kMaxWindow}; })) {
    return node.refuse(fmt::format("it pads by over {}", kMaxWindow));
  }
  return pads;
}

/// Where element `at` of a padded axis of `size` comes from.
std::int64_t source_of(const std::string& mode, std::int64_t at, std::int64_t size) {
  if (at >= 0 && at < size) return at;
  if (mode == "edge") return std::clamp<std::int64_t>(at, 0, size - 1);
  if (mode == "wrap") return ((at % size) + size) % size;
  if (size == 1) return 0;
  const std::int64_t period = 2 * (size - 1);
  const std::int64_t within = ((at % period) + period) % period;
  return within < size ? within : period - within;
}

/// A record's tensor with pads that need no constant: first cut, then enlarged by its own
/// elements.
Result<RecordTensor> with_edges(const NodeContext& node, const std::string& mode,
                                const Pads& pads) {
  RecordTensor x = node.x();
  Dims shape;
  std::vector<std::vector<std::int64_t>> sources(x.shape.size());
  for (std::size_t axis = 0; axis < x.shape.size(); ++axis) {
    const std::int64_t first = std::max<std::int64_t>(-pads.before[axis], 0);
    const std::int64_t kept = static_cast<std::int64_t>(x.shape[axis]) - first +
                              std::min<std::int64_t>(pads.after[axis], 0);
    if (kept <= 0) return node.refuse("it leaves nothing of a record");
    const std::int64_t begin = std::min<std::int64_t>(-pads.before[axis], 0);
    const std::int64_t end = kept + std::max<std::int64_t>(pads.after[axis], 0);
    for (std::int64_t at = begin; at < end; ++at) {
      sources[axis].push_back(first + source_of(mode, at, kept));
    }
    shape.push_back(sources[axis].size());
  }
  const std::uint64_t count = element_count(shape);
  if (count > kMaxTensor) {
    return node.refuse(fmt::format("its result has over {} elements", kMaxTensor));
  }
  Order view = picked(x.shape, shape, [&](std::uint64_t position, std::size_t axis) {
    return static_cast<std::uint64_t>(sources[axis][position]);
  });
  x.order = viewed(x, std::move(view), node.stored());
  x.shape = std::move(shape);
  x.part.reset();
  return x;
}

/// What the pads below zero leave, and the others.
Result<RecordTensor> cut(NodeContext& node, Pads& pads) {
  if (auto written = node.write_padding(0); !written) return tl::unexpected(written.error());
  Pads cuts = pads;
  for (const bool in_front : {true, false}) {
    auto& cut_there = in_front ? cuts.before : cuts.after;
    auto& added = in_front ? pads.before : pads.after;
    for (std::size_t axis = 0; axis < added.size(); ++axis) {
      cut_there[axis] = std::min<std::int64_t>(added[axis], 0);
      added[axis] = std::max<std::int64_t>(added[axis], 0);
    }
  }
  return with_edges(node, "edge", cuts);
}

/// Channels of one value around those of x: a 1 x 1 convolution, whose weights are zeros and
/// ones.
Result<RecordTensor> with_channels(NodeContext& node, RecordTensor x, std::int64_t before,
                                   std::int64_t after, double value) {
  if (auto written = node.write_order(x); !written) return tl::unexpected(written.error());
  const std::uint64_t channels = x.shape.front();
  const std::uint64_t more = channels + static_cast<std::uint64_t>(before + after);
  const std::uint64_t pixels = element_count(x.shape) / channels;
  if (more * pixels > kMaxTensor || more * channels > kMaxTensor) {
    return node.refuse(fmt::format("its result or weights have over {} elements", kMaxTensor));
  }
  Conv conv{{static_cast<std::uint32_t>(channels), static_cast<std::uint32_t>(pixels), 1},
            {static_cast<std::uint32_t>(more), static_cast<std::uint32_t>(pixels), 1},
            Window{},
            1,
            std::vector<double>(more * channels),
            std::vector<double>(more, value)};
  for (std::uint64_t channel = 0; channel < channels; ++channel) {
    const std::uint64_t row = channel + static_cast<std::uint64_t>(before);
    conv.matrix[row * channels + channel] = 1;
    conv.bias[row] = 0;
  }
  x.tensor = node.add_layer(std::move(conv), {x.tensor});
  x.shape.front() = more;
  x.part.reset();
  return x;
}

/// Leaves the padding to what reads the result: a Conv or pool takes it into its window.
Result<void> emit_constant_padding(NodeContext& node, RecordTensor padded, const Pads& pads,
                                   double value) {
  if (std::isinf(value) && value > 0) return node.damaged("its value is infinity");
  const bool lowest = value <= std::numeric_limits<float>::lowest();
  if (pads.before.front() != 0 || pads.after.front() != 0) {
    if (lowest) return node.refuse("it adds channels of infinity");
    if (padded.is_padded()) {
      if (auto written = node.write_padding(0); !written) return written;
      padded = node.x();
    }
    auto wide =
        with_channels(node, std::move(padded), pads.before.front(), pads.after.front(), value);
    if (!wide) return tl::unexpected(wide.error());
    padded = std::move(*wide);
  }
  const std::size_t rank = padded.shape.size();
  const bool around = std::any_of(pads.before.begin() + 1, pads.before.end(),
                                  [](std::int64_t pad) { return pad != 0; }) ||
                      std::any_of(pads.after.begin() + 1, pads.after.end(),
                                  [](std::int64_t pad) { return pad != 0; });
  if (!around) {
    node.emit(std::move(padded));
    return {};
  }
  if (rank != 2 && rank != 3) {
    return node.refuse(
        "supported is padding of an image's height and width, of a series' "
        "length, and of channels");
  }
  const bool same = padded.pad_value == value || (lowest && std::isinf(padded.pad_value));
  if (padded.is_padded() && !same) {
    if (auto written = node.write_padding(0); !written) return written;
    padded = node.x();
  }
  Padding more{};
  more[1] = static_cast<std::uint32_t>(pads.before[rank - 1]);
  more[3] = static_cast<std::uint32_t>(pads.after[rank - 1]);
  if (rank == 3) {
    more[0] = static_cast<std::uint32_t>(pads.before[1]);
    more[2] = static_cast<std::uint32_t>(pads.after[1]);
  }
  for (std::size_t i = 0; i < more.size(); ++i) {
    padded.padding[i] += more[i];
    if (padded.padding[i] > kMaxWindow) {
      return node.refuse(
          fmt::format("with the Pads before it, it pads by over {}", kMaxWindow));
    }
  }
  padded.pad_value = lowest ? -std::numeric_limits<double>::infinity() : value;
  padded.pad_name = node.name();
  padded.part.reset();
  node.emit(std::move(padded));
  return {};
}

Result<void> import_pad(NodeContext& node) {
  if (!node.is_x(0)) return node.refuse("its pads are not constant");
  const std::string mode = node.attributes().text("mode", "constant");
  const auto value = node.number(2, "value", 0);
  if (!value) return tl::unexpected(value.error());
  const std::optional<Quantised>& quantised = node.x().quantised;
  const double held = quantised ? (*value - quantised->zero) * quantised->scale : *value;
  auto pads = pads_of(node);
  if (!pads) return tl::unexpected(pads.error());
  if (!pads->any()) {
    node.emit_x();
    return {};
  }
  if (mode != "constant" && mode != "reflect" && mode != "edge" && mode != "wrap") {
    return node.damaged("its mode is none of ONNX's");
  }
  if (mode == "constant") {
    const bool cuts = pads->any([](std::int64_t pad) { return pad < 0; });
    if (!cuts) return emit_constant_padding(node, node.x(), *pads, held);
    auto left = cut(node, *pads);
    if (!left) return tl::unexpected(left.error());
    return emit_constant_padding(node, std::move(*left), *pads, held);
  }
  if (auto written = node.write_padding(0); !written) return written;
  auto edged = with_edges(node, mode, *pads);
  if (!edged) return tl::unexpected(edged.error());
  node.emit(std::move(*edged));
  return {};
}

}  // namespace

OnnxOps padding_ops() {
  static constexpr OnnxOp kOps[] = {
      {"Pad", import_pad, {}, kTakesPadding | kTakesOrder | kTakesSelection | kTakesIntegers},
  };
  return kOps;
}

}  // namespace medisc
