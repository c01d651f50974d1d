#include "import/pending.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "import/selection.hpp"

namespace medisc {
namespace {

constexpr std::size_t kMostRows = 1u << 22;  ///< weights that a copy of a small Dense may have

}  // namespace

Result<void> write_padding(RecordTensor& tensor, Network& network, const Place& reader) {
  if (!tensor.is_padded()) return {};
  if (auto written = write_order(tensor, network, reader); !written) return written;
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

namespace {

/// A copy of the Dense that makes the tensor, whose rows are in its order. False where another
/// layer makes it, or the copy would be too large.
bool write_rows(RecordTensor& tensor, Network& network) {
  const Dense* before =
      tensor.tensor == 0 ? nullptr : std::get_if<Dense>(&network.layers[tensor.tensor - 1].op);
  if (before == nullptr) return false;
  if (tensor.order.size() * before->inputs > std::max(before->matrix.size(), kMostRows)) {
    return false;
  }
  Dense moved{before->inputs, static_cast<std::uint32_t>(tensor.order.size()), {}, {}};
  for (const std::uint32_t from : tensor.order) {
    const auto row = before->matrix.begin() +
                     static_cast<std::ptrdiff_t>(std::size_t{from} * before->inputs);
    moved.matrix.insert(moved.matrix.end(), row, row + before->inputs);
    moved.bias.push_back(before->bias[from]);
  }
  Layer layer{network.layers[tensor.tensor - 1].name, std::move(moved),
              network.layers[tensor.tensor - 1].inputs};
  network.layers.push_back(std::move(layer));
  tensor.tensor = static_cast<std::uint32_t>(network.layers.size());
  return true;
}

/// Columns of a table, picked by a Dense: a convolution would read the record as an image,
/// whose ranges are alike. False where the record is no table, or the Dense would be too large.
bool write_columns(RecordTensor& tensor, Network& network) {
  const bool is_table = std::ranges::all_of(
      network.facts.inputs, [](const NetworkInput& input) { return input.shape.size() == 1; });
  const std::size_t size = tensor.order.size() * network.features;
  if (tensor.tensor != 0 || !is_table || size > kMostRows) return false;
  Dense picks{network.features, static_cast<std::uint32_t>(tensor.order.size()),
              std::vector<double>(size), std::vector<double>(tensor.order.size())};
  for (std::size_t row = 0; row < tensor.order.size(); ++row) {
    picks.matrix[row * network.features + tensor.order[row]] = 1;
  }
  network.layers.push_back(
      {fmt::format("select_{}", network.layers.size()), std::move(picks), {0}});
  tensor.tensor = static_cast<std::uint32_t>(network.layers.size());
  return true;
}

}  // namespace

Result<void> write_order(RecordTensor& tensor, Network& network, const Place& reader) {
  if (tensor.order.empty()) return {};
  if (!write_rows(tensor, network) && !write_columns(tensor, network)) {
    auto layers = selection(tensor.order, network.size_of(tensor.tensor));
    if (!layers) {
      return reader.refuse(
          fmt::format("a Transpose, Slice, Gather, Concat or the like before it moves {} "
                      "elements in a way that takes too large a layer",
                      tensor.order.size()),
          "export the model with channels first, so that it needs no Transpose; or leave the "
          "selection to the record");
    }
    const std::string name = fmt::format("select_{}", network.layers.size());
    for (Conv& conv : *layers) {
      network.layers.push_back({name, std::move(conv), {tensor.tensor}});
      tensor.tensor = static_cast<std::uint32_t>(network.layers.size());
    }
  }
  tensor.order.clear();
  tensor.resized = false;
  return {};
}

}  // namespace medisc
