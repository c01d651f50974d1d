#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "model/onnx_node.hpp"

namespace medisc {

Result<void> NodeReader::settle(Value& value, bool padding, bool order) {
  if (padding && value.is_padded()) {
    if (auto written = write_padding(value); !written) return written;
  }
  if (order && !value.order.empty()) return write_order(value);
  return {};
}

/// A Pad that nothing takes in becomes a convolution that copies each pixel.
Result<void> NodeReader::write_padding(Value& value) {
  const auto in = image_of(value.shape);
  if (!in) return at_node(in.error());
  if (!std::isfinite(value.pad_value)) {
    return refuse("it follows a Pad with infinity, which is supported before a MaxPool only");
  }
  const auto [top, left, bottom, right] = value.padding;
  Window window;
  window.pad_top = top;
  window.pad_left = left;
  window.pad_bottom = bottom;
  window.pad_right = right;
  const Image out{in->channels, in->height + top + bottom, in->width + left + right};
  if (out.size() > kMaxTensor) {
    return refuse(fmt::format("the Pad before it makes over {} elements", kMaxTensor));
  }
  Conv copy{*in,
            out,
            window,
            in->channels,
            std::vector<double>(in->channels, 1.0),
            std::vector<double>(in->channels, 0.0)};

  const std::string reader = std::exchange(name_, value.pad_name);
  const auto shifted = [&](const Image& image, double by) {
    if (by == 0) return;
    const auto size = static_cast<std::uint32_t>(image.size());
    value.tensor = add_step(Affine{size, {1.0}, {by}}, {value.tensor});
  };
  shifted(*in, -value.pad_value);
  value.tensor = add_step(std::move(copy), {value.tensor});
  shifted(out, value.pad_value);
  name_ = reader;
  value.shape = value.shape.size() == 2
                    ? std::vector<std::uint64_t>{out.channels, out.width}
                    : std::vector<std::uint64_t>{out.channels, out.height, out.width};
  value.padding = {};
  value.pad_value = 0;
  return {};
}

Result<void> NodeReader::write_order(Value& value) {
  const Dense* before = value.tensor == 0
                            ? nullptr
                            : std::get_if<Dense>(&network_.layers[value.tensor - 1].op);
  if (before == nullptr) {
    return refuse("it works on a tensor whose elements a Transpose or a Concat has moved",
                  "supported is that next to a Gemm or MatMul, or from channels last to "
                  "channels first before a Conv; export the model with channels first");
  }
  Dense moved = *before;
  for (std::size_t row = 0; row < value.order.size(); ++row) {
    const std::size_t from = value.order[row];
    std::copy_n(before->matrix.begin() + static_cast<std::ptrdiff_t>(from * before->inputs),
                before->inputs,
                moved.matrix.begin() + static_cast<std::ptrdiff_t>(row * before->inputs));
    moved.bias[row] = before->bias[from];
  }
  Layer layer = network_.layers[value.tensor - 1];
  layer.op = std::move(moved);
  network_.layers.push_back(std::move(layer));
  value.tensor = static_cast<std::uint32_t>(network_.layers.size());
  value.order.clear();
  return {};
}

}  // namespace medisc
