#include "import/class_axis.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "import/strides.hpp"
#include "import/tensor.hpp"

namespace medisc {
namespace {

using Dims = std::vector<std::uint64_t>;
using Axis = std::optional<std::uint32_t>;

/// The channels of the image that a layer leaves; 0 for what is none.
struct Channels {
  const Network& network;

  std::uint32_t of(std::uint32_t tensor) const {
    if (tensor == 0) return 0;
    return std::visit([&](const auto& op) { return of_layer(op, tensor - 1); },
                      network.layers[tensor - 1].op);
  }

 private:
  template <class Op>
  std::uint32_t of_layer(const Op& op, std::uint32_t layer) const {
    if constexpr (requires { op.out; }) return op.out.channels;
    if constexpr (requires { op.size; }) return of(network.inputs_of(layer).front());
    return 0;
  }
};

/// The shape with one axis in front, and where its elements stand in the shape as it is.
std::pair<Dims, Order> with_first(const Dims& shape, std::uint32_t axis) {
  Dims dims = shape;
  std::vector<std::int64_t> strides = strides_of(shape);
  std::rotate(dims.begin(), dims.begin() + axis, dims.begin() + axis + 1);
  std::rotate(strides.begin(), strides.begin() + axis, strides.begin() + axis + 1);
  Order view = strided_order(dims, 0, strides);
  return {std::move(dims), std::move(view)};
}

/// The only axis of more than one element.
Axis only_axis(const Dims& shape) {
  const std::uint64_t elements = element_count(shape);
  for (std::uint32_t axis = 0; axis < shape.size(); ++axis) {
    if (shape[axis] == elements) return axis;
  }
  return std::nullopt;
}

/// Whether each step along an axis is a channel of so many `pixels`, whichever of them the
/// result shows, and wherever.
bool steps_are_channels(const RecordTensor& result, std::uint32_t axis, std::uint64_t pixels) {
  const std::uint64_t count = element_count(result.shape);
  const auto stride = static_cast<std::uint64_t>(strides_of(result.shape)[axis]);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t at = result.order.empty() ? i : result.order[i];
    if (at / pixels != i / stride % result.shape[axis]) return false;
  }
  return true;
}

/// The axis that has the channels of the layer behind the result.
Axis channel_axis(const RecordTensor& result, const Network& network) {
  if (result.resized) return std::nullopt;
  const std::uint32_t channels = Channels{network}.of(result.tensor);
  if (channels == 0) return std::nullopt;
  const std::uint64_t pixels = network.size_of(result.tensor) / channels;
  for (std::uint32_t axis = 0; axis < result.shape.size(); ++axis) {
    if (result.shape[axis] == channels && steps_are_channels(result, axis, pixels)) return axis;
  }
  return std::nullopt;
}

/// Of a map of one class, which looks the same wherever that axis stands.
Axis axis_of_one(const Dims& shape) {
  if (shape.size() < 3) return std::nullopt;
  if (shape.front() == 1) return 0;
  if (shape.back() == 1) return static_cast<std::uint32_t>(shape.size() - 1);
  return std::nullopt;
}

bool works_along_an_axis(const PendingEnding& ending) {
  return ending.any() && ending.kind != NetworkEnding::kSigmoid;
}

}  // namespace

Result<Axis> class_axis_of(const RecordTensor& result, const Network& network,
                           std::optional<Layout> declared, const Place& output) {
  const Dims& shape = result.shape;
  const bool named = works_along_an_axis(result.ending);
  if (const Axis only = only_axis(shape)) return only;
  Axis axis = channel_axis(result, network);
  if (named && axis && *axis != result.ending.class_axis) {
    return output.refuse(
        fmt::format("has records of shape {}: its Softmax or ArgMax works along axis {}, and "
                    "the channels of its last layer stand along axis {}",
                    shape_text(shape), result.ending.class_axis + 1, *axis + 1),
        "let it work along the channels");
  }
  if (named) axis = result.ending.class_axis;
  if (!declared) return axis ? axis : axis_of_one(shape);
  const auto last = static_cast<std::uint32_t>(shape.size() - 1);
  const std::uint32_t wanted = *declared == Layout::kChannelsFirst ? 0 : last;
  if (!axis || *axis == wanted) return wanted;
  return fail(ErrorCode::kBadInput,
              fmt::format("{} has its classes along axis {} of {}; the layout {} is declared",
                          output.text(), *axis + 1, shape_text(shape), layout_name(*declared)),
              "leave out layout in [task]: the file tells it");
}

bool lacks_the_axis_of_one(const RecordTensor& result, const Network& network) {
  const Dims& shape = result.shape;
  return shape.size() >= 2 && Channels{network}.of(result.tensor) == 1 &&
         result.order.empty() && std::ranges::find(shape, 1U) == shape.end() &&
         !works_along_an_axis(result.ending);
}

void put_first(RecordTensor& result, std::uint32_t axis, const Network& network) {
  if (axis == 0) return;
  auto [shape, view] = with_first(result.shape, axis);
  result.order = viewed(result, std::move(view), network.size_of(result.tensor));
  result.shape = std::move(shape);
}

}  // namespace medisc
