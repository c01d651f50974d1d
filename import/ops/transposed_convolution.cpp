/// ConvTranspose by constant weights: linear in its input.
///
/// y[i stride + k dilation - pad] += W[k] x[i]. Small ones become a Dense. Else the positions
/// of y fall into classes by their remainder mod the stride; each is a plain convolution of x
/// by the taps that meet it. One Conv computes all of them as channels, and a selection puts
/// the classes between one another.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "import/interleaving.hpp"
#include "import/node_window.hpp"
#include "import/ops/op.hpp"
#include "plan/plan.hpp"

namespace medisc {
namespace {

/// Along one axis.
struct TransposedAxis {
  std::int64_t length = 0;
  std::int64_t kernel = 1;
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
  std::int64_t before = 0;  ///< pads take from the result
  std::int64_t after = 0;
  std::int64_t more = 0;  ///< output_padding

  std::int64_t results() const {
    return (length - 1) * stride + (kernel - 1) * dilation + 1 + more - before - after;
  }
};

struct Transposed {
  Image in;
  Image out;
  TransposedAxis y;
  TransposedAxis x;
  std::uint32_t groups = 1;
  std::vector<double> weights;  ///< [in.channels][out.channels / groups][y.kernel][x.kernel]
  std::vector<double> bias;

  std::size_t reads() const { return in.channels / groups; }
  std::size_t writes() const { return out.channels / groups; }
  double weight(std::size_t in_channel, std::size_t out_channel, std::int64_t ky,
                std::int64_t kx) const {
    const auto taps = static_cast<std::size_t>(y.kernel * x.kernel);
    return weights[(in_channel * writes() + out_channel % writes()) * taps +
                   static_cast<std::size_t>(ky * x.kernel + kx)];
  }
};

tl::unexpected<Error> misfit(const NodeContext& node) {
  return node.damaged("its weights, pads or output shape do not fit its input");
}

/// The pads, of which `output_shape` and `auto_pad` make others. False where they don't fit.
bool pad(const Attributes& attributes, std::vector<TransposedAxis>& axes) {
  const std::size_t count = axes.size();
  const auto pads = attributes.integers("pads", std::vector<std::int64_t>(2 * count, 0));
  const auto shape = attributes.integers("output_shape", {});
  const std::string automatic = attributes.text("auto_pad", "NOTSET");
  const bool same = automatic == "SAME_UPPER" || automatic == "SAME_LOWER";
  if (pads.size() != 2 * count || (!shape.empty() && shape.size() != count)) return false;
  for (std::size_t i = 0; i < count; ++i) {
    TransposedAxis& axis = axes[i];
    if (shape.empty() && !same) {
      axis.before = automatic == "VALID" ? 0 : pads[i];
      axis.after = automatic == "VALID" ? 0 : pads[count + i];
      continue;
    }
    const std::int64_t wanted = shape.empty() ? axis.length * axis.stride : shape[i];
    if (wanted < 1 || wanted > std::int64_t{kMaxTensor}) return false;
    axis.more += std::max<std::int64_t>(0, wanted - axis.results());
    const std::int64_t total = axis.results() - wanted;
    axis.before = automatic == "SAME_UPPER" ? total / 2 : total - total / 2;
    axis.after = total - axis.before;
  }
  return std::all_of(axes.begin(), axes.end(), [](const TransposedAxis& axis) {
    const bool within = axis.before >= 0 && axis.after >= 0 &&
                        axis.before <= std::int64_t{kMaxWindow} &&
                        axis.after <= std::int64_t{kMaxWindow};
    return within && axis.results() >= 1 && axis.results() <= std::int64_t{kMaxTensor};
  });
}

Result<std::vector<TransposedAxis>> axes_of(const NodeContext& node,
                                            const std::vector<std::uint64_t>& dims) {
  const std::vector<std::uint64_t>& shape = node.x().shape;
  const std::size_t count = shape.size() - 1;
  const Attributes attributes = node.attributes();
  const std::vector<std::int64_t> kernel(dims.begin() + 2, dims.end());
  const std::vector<std::int64_t> ones(count, 1);
  const auto kernels = window_extents(attributes, "kernel_shape", kernel, count, 1);
  const auto strides = window_extents(attributes, "strides", ones, count, 1);
  const auto dilations = window_extents(attributes, "dilations", ones, count, 1);
  const auto more = window_extents(attributes, "output_padding",
                                   std::vector<std::int64_t>(count, 0), count, 0);
  for (const auto* read : {&kernels, &strides, &dilations, &more}) {
    if (!*read) return node.place().named(read->error());
  }
  if (*kernels != kernel) return misfit(node);
  std::vector<TransposedAxis> axes(count);
  for (std::size_t i = 0; i < count; ++i) {
    axes[i] = {static_cast<std::int64_t>(shape[i + 1]),
               kernel[i],
               (*strides)[i],
               (*dilations)[i],
               0,
               0,
               (*more)[i]};
  }
  if (!pad(attributes, axes)) return misfit(node);
  if (count == 1) axes.insert(axes.begin(), TransposedAxis{1});
  return axes;
}

Result<Transposed> transposed_of(const NodeContext& node) {
  const auto in = image_of(node.x().shape);
  if (!in) return node.place().named(in.error());
  auto weights = node.constant(1);
  if (!weights) return tl::unexpected(weights.error());
  const std::vector<std::uint64_t>& dims = weights->dims;
  const std::int64_t groups = node.attributes().integer("group", 1);
  if (dims.size() != node.x().shape.size() + 1 || dims[0] != in->channels || groups < 1 ||
      in->channels % groups != 0 || element_count(dims) == 0) {
    return misfit(node);
  }
  const auto axes = axes_of(node, dims);
  if (!axes) return tl::unexpected(axes.error());
  const std::uint64_t channels = dims[1] * static_cast<std::uint64_t>(groups);
  if (channels > kMaxTensor) return misfit(node);
  Transposed result{
      *in,
      {static_cast<std::uint32_t>(channels), static_cast<std::uint32_t>((*axes)[0].results()),
       static_cast<std::uint32_t>((*axes)[1].results())},
      (*axes)[0],
      (*axes)[1],
      static_cast<std::uint32_t>(groups),
      std::move(weights->values),
      std::vector<double>(channels, 0.0)};
  if (result.out.size() > kMaxTensor) {
    return node.refuse(fmt::format("its result has over {} elements", kMaxTensor));
  }
  if (!node.has_input(2)) return result;
  auto bias = node.constant(2);
  if (!bias) return tl::unexpected(bias.error());
  if (bias->dims != std::vector<std::uint64_t>{channels}) return misfit(node);
  result.bias = std::move(bias->values);
  return result;
}

/// Calls visit(from, to, k) for the taps along an axis that stay within the result.
template <class Visit>
void each_tap(const TransposedAxis& axis, Visit visit) {
  for (std::int64_t from = 0; from < axis.length; ++from) {
    for (std::int64_t k = 0; k < axis.kernel; ++k) {
      const std::int64_t to = from * axis.stride + k * axis.dilation - axis.before;
      if (to >= 0 && to < axis.results()) visit(from, to, k);
    }
  }
}

Dense as_dense(const Transposed& layer) {
  const Image& in = layer.in;
  const Image& out = layer.out;
  Dense dense{
      static_cast<std::uint32_t>(in.size()), static_cast<std::uint32_t>(out.size()), {}, {}};
  dense.matrix.assign(in.size() * out.size(), 0.0);
  const std::size_t pixels = std::size_t{out.height} * out.width;
  for (const double value : layer.bias) dense.bias.insert(dense.bias.end(), pixels, value);
  for (std::size_t c = 0; c < in.channels; ++c) {
    const std::size_t group = c / layer.reads();
    for (std::size_t w = 0; w < layer.writes(); ++w) {
      const std::size_t o = group * layer.writes() + w;
      each_tap(layer.y, [&](auto from_y, auto to_y, auto ky) {
        each_tap(layer.x, [&](auto from_x, auto to_x, auto kx) {
          const std::size_t row = o * pixels + static_cast<std::size_t>(to_y) * out.width +
                                  static_cast<std::size_t>(to_x);
          const std::size_t column =
              (c * in.height + static_cast<std::size_t>(from_y)) * in.width +
              static_cast<std::size_t>(from_x);
          dense.matrix[row * in.size() + column] += layer.weight(c, o, ky, kx);
        });
      });
    }
  }
  return dense;
}

/// How the taps of all remainders stand in one kernel: tap k of the transposed convolution adds
/// x[q - j] to class r at q, where k dilation = j stride + r.
struct Classes {
  std::int64_t reach = 0;      ///< the largest j
  std::int64_t positions = 0;  ///< q, for each class

  explicit Classes(const TransposedAxis& axis)
      : reach((axis.kernel - 1) * axis.dilation / axis.stride),
        positions((axis.results() + axis.before + axis.stride - 1) / axis.stride) {}

  std::int64_t pad_after(const TransposedAxis& axis) const {
    return std::max<std::int64_t>(0, positions - axis.length);
  }
};

/// Its result is [out.channels][y.stride][x.stride][q of y][q of x].
Conv as_classes(const Transposed& layer) {
  const Classes rows(layer.y);
  const Classes columns(layer.x);
  Window window;
  window.kernel_height = static_cast<std::uint32_t>(rows.reach + 1);
  window.kernel_width = static_cast<std::uint32_t>(columns.reach + 1);
  window.pad_top = static_cast<std::uint32_t>(rows.reach);
  window.pad_left = static_cast<std::uint32_t>(columns.reach);
  window.pad_bottom = static_cast<std::uint32_t>(rows.pad_after(layer.y));
  window.pad_right = static_cast<std::uint32_t>(columns.pad_after(layer.x));
  const auto strides = static_cast<std::uint32_t>(layer.y.stride * layer.x.stride);
  const Image out{layer.out.channels * strides,
                  static_cast<std::uint32_t>(layer.y.length + rows.pad_after(layer.y)),
                  static_cast<std::uint32_t>(layer.x.length + columns.pad_after(layer.x))};
  const std::size_t taps = std::size_t{window.kernel_height} * window.kernel_width;
  Conv conv{layer.in, out, window, layer.groups, {}, {}};
  conv.matrix.assign(out.channels * layer.reads() * taps, 0.0);
  for (const double value : layer.bias) conv.bias.insert(conv.bias.end(), strides, value);
  for (std::size_t o = 0; o < layer.out.channels; ++o) {
    for (std::size_t c = 0; c < layer.reads(); ++c) {
      const std::size_t from = o / layer.writes() * layer.reads() + c;
      for (std::int64_t ky = 0; ky < layer.y.kernel; ++ky) {
        for (std::int64_t kx = 0; kx < layer.x.kernel; ++kx) {
          const std::int64_t at_y = ky * layer.y.dilation;
          const std::int64_t at_x = kx * layer.x.dilation;
          const std::int64_t r = at_y % layer.y.stride * layer.x.stride + at_x % layer.x.stride;
          // A convolution's tap t reads x[q - reach + t].
          const std::int64_t row = rows.reach - at_y / layer.y.stride;
          const std::int64_t column = columns.reach - at_x / layer.x.stride;
          const std::size_t filter = o * strides + static_cast<std::size_t>(r);
          conv.matrix[(filter * layer.reads() + c) * taps +
                      static_cast<std::size_t>(row) * window.kernel_width +
                      static_cast<std::size_t>(column)] += layer.weight(from, o, ky, kx);
        }
      }
    }
  }
  return conv;
}

Result<void> import_conv_transpose(NodeContext& node) {
  if (!node.is_x(0) || node.record_input(1) != nullptr) {
    return node.refuse("its weights are not constant");
  }
  const auto layer = transposed_of(node);
  if (!layer) return tl::unexpected(layer.error());
  const std::vector<std::uint64_t> shape = shape_of(layer->out, node.x().shape.size());
  constexpr std::uint64_t kFewWeights = 1u << 18;
  const bool plain = layer->y.stride == 1 && layer->x.stride == 1;
  if (!plain && layer->in.size() * layer->out.size() <= kFewWeights) {
    node.emit_layer(as_dense(*layer), shape);
    return {};
  }
  const std::uint64_t strides =
      static_cast<std::uint64_t>(layer->y.stride) * static_cast<std::uint64_t>(layer->x.stride);
  const Classes rows(layer->y);
  const Classes columns(layer->x);
  const auto taps = static_cast<std::uint64_t>((rows.reach + 1) * (columns.reach + 1));
  if (strides > kMaxWindow || strides * layer->out.channels > kMaxTensor ||
      strides * layer->out.channels * layer->reads() > (1u << 28) / taps ||
      static_cast<std::uint64_t>(rows.positions * columns.positions) * strides *
              layer->out.channels >
          kMaxTensor) {
    return node.refuse("it takes too large a layer", "use smaller strides or images");
  }
  Conv conv = as_classes(*layer);
  if (auto fits = expect_window(node, conv.window); !fits) return fits;
  Interleaved classes{layer->out.channels, static_cast<std::uint32_t>(layer->y.stride),
                      static_cast<std::uint32_t>(layer->x.stride), conv.out.height,
                      conv.out.width};
  const std::uint32_t tensor = node.add_layer(std::move(conv), {node.x().tensor});
  auto image = interleaved(node, {tensor, {}}, classes);
  if (!image) return tl::unexpected(image.error());
  RecordTensor& whole = *image;
  // Of which the first `before` rows and columns, and those behind the result, are cut off.
  Order view;
  for (std::uint64_t channel = 0; channel < layer->out.channels; ++channel) {
    for (std::uint64_t row = 0; row < layer->out.height; ++row) {
      for (std::uint64_t column = 0; column < layer->out.width; ++column) {
        const std::uint64_t y = row + static_cast<std::uint64_t>(layer->y.before);
        const std::uint64_t x = column + static_cast<std::uint64_t>(layer->x.before);
        view.push_back(
            static_cast<std::uint32_t>((channel * whole.shape[1] + y) * whole.shape[2] + x));
      }
    }
  }
  whole.order = viewed(whole, std::move(view), node.stored(whole));
  whole.shape = shape;
  node.emit(std::move(whole));
  return {};
}

}  // namespace

OnnxOps transposed_convolution_ops() {
  static constexpr OnnxOp kOps[] = {
      {"ConvTranspose", import_conv_transpose},
  };
  return kOps;
}

}  // namespace medisc
