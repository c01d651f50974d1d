#include "import/pending.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace medisc {

Result<void> write_padding(RecordTensor& tensor, Network& network, const Place& reader) {
  if (!tensor.is_padded()) return {};
  const auto in = image_of(tensor.shape);
  if (!in) return reader.named(in.error());
  if (!std::isfinite(tensor.pad_value)) {
    return reader.refuse(
        "it follows a Pad with infinity, which is supported before a MaxPool only");
  }
  const auto [top, left, bottom, right] = tensor.padding;
  Window window;
  window.pad_top = top;
  window.pad_left = left;
  window.pad_bottom = bottom;
  window.pad_right = right;
  const Image out{in->channels, in->height + top + bottom, in->width + left + right};
  if (out.size() > kMaxTensor) {
    return reader.refuse(fmt::format("the Pad before it makes over {} elements", kMaxTensor));
  }
  Conv copy{*in,
            out,
            window,
            in->channels,
            std::vector<double>(in->channels, 1.0),
            std::vector<double>(in->channels, 0.0)};

  const auto add = [&](decltype(Layer::op) op) {
    network.layers.push_back({tensor.pad_name, std::move(op), {tensor.tensor}});
    tensor.tensor = static_cast<std::uint32_t>(network.layers.size());
  };
  // The convolution pads with zeros: around numbers that are moved so that zero is the value.
  const double value = tensor.pad_value;
  if (value != 0) add(Affine{static_cast<std::uint32_t>(in->size()), {1.0}, {-value}});
  add(std::move(copy));
  if (value != 0) add(Affine{static_cast<std::uint32_t>(out.size()), {1.0}, {value}});
  tensor.shape = shape_of(out, tensor.shape.size());
  tensor.padding = {};
  tensor.pad_value = 0;
  return {};
}

Result<void> write_order(RecordTensor& tensor, Network& network, const Place& reader) {
  if (tensor.order.empty()) return {};
  const Dense* before =
      tensor.tensor == 0 ? nullptr : std::get_if<Dense>(&network.layers[tensor.tensor - 1].op);
  if (before == nullptr) {
    return reader.refuse("a Transpose or Concat before it has moved elements",
                         "supported is that next to a Gemm or MatMul, or from channels last to "
                         "channels first before a Conv; export the model with channels first");
  }
  Dense moved = *before;
  for (std::size_t row = 0; row < tensor.order.size(); ++row) {
    const std::size_t from = tensor.order[row];
    std::copy_n(before->matrix.begin() + static_cast<std::ptrdiff_t>(from * before->inputs),
                before->inputs,
                moved.matrix.begin() + static_cast<std::ptrdiff_t>(row * before->inputs));
    moved.bias[row] = before->bias[from];
  }
  Layer layer = network.layers[tensor.tensor - 1];
  layer.op = std::move(moved);
  network.layers.push_back(std::move(layer));
  tensor.tensor = static_cast<std::uint32_t>(network.layers.size());
  tensor.order.clear();
  return {};
}

}  // namespace medisc
