#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/attributes.hpp"
#include "import/node.hpp"

namespace medisc {

Result<void> NodeReader::read_pad(const onnx::NodeProto& node) {
  if (node.input(0) != x_name_) return refuse("its pads are not constant");
  if (text_attribute(node, "mode", "constant") != "constant") {
    return refuse("supported is padding with a constant");
  }
  const auto value = number(node, 2, "value", 0);
  if (!value) return tl::unexpected(value.error());
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
  if (outside || moves || (rank != 3 && rank != 4)) {
    return refuse(
        "supported is padding of an image's height and width, or of a series' length, by at "
        "most 1024");
  }
  if (std::isinf(*value) && *value > 0) return damaged("its value is infinity");
  const bool lowest = *value <= std::numeric_limits<float>::lowest();
  if (x().is_padded() && x().pad_value != *value && !(lowest && std::isinf(x().pad_value))) {
    if (auto settled = settle(values_.at(x_name_), true, false); !settled) return settled;
  }
  Padding more{};
  more[1] = static_cast<std::uint32_t>((*pads)[rank - 1]);
  more[3] = static_cast<std::uint32_t>((*pads)[2 * rank - 1]);
  if (rank == 4) {
    more[0] = static_cast<std::uint32_t>((*pads)[2]);
    more[2] = static_cast<std::uint32_t>((*pads)[rank + 2]);
  }
  Value padded = x();
  for (std::size_t i = 0; i < more.size(); ++i) {
    padded.padding[i] += more[i];
    if (padded.padding[i] > kMaxWindow) {
      return refuse(fmt::format("with the Pads before it, it pads by over {}", kMaxWindow));
    }
  }
  padded.pad_value = lowest ? -std::numeric_limits<double>::infinity() : *value;
  padded.pad_name = name_;
  values_[result_name_] = std::move(padded);
  return {};
}

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

}  // namespace medisc
