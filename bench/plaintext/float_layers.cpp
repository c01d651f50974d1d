#include "bench/plaintext/float_layers.hpp"

#include <algorithm>

#include "bench/plaintext/onednn.hpp"
#include "plan/image_size.hpp"

namespace medisc {
namespace {

using dnnl::memory;
using onednn::dims_of;
using Tag = memory::format_tag;
using Kind = dnnl::prop_kind;

constexpr auto kFloat = memory::data_type::f32;

memory::dims dims_of(const Image& image) {
  return {1, image.channels, image.height, image.width};
}

memory::desc any(const memory::dims& dims) {
  return {dims, kFloat, Tag::any};
}

memory::desc row_major(const memory::dims& dims) {
  memory::dims strides(dims.size(), 1);
  for (std::size_t d = dims.size() - 1; d > 0; --d) strides[d - 1] = strides[d] * dims[d];
  return {dims, kFloat, strides};
}

float* values_of(const memory& memory) {
  return static_cast<float*>(memory.get_data_handle());
}

/// With what the layout pads it by, which is zero.
std::size_t count_of(const memory& memory) {
  return memory.get_desc().get_size() / sizeof(float);
}

struct Geometry {
  explicit Geometry(const Window& w)
      : kernel{w.kernel_height, w.kernel_width},
        strides{w.stride_height, w.stride_width},
        dilation{w.dilation_height - 1, w.dilation_width - 1},
        before{w.pad_top, w.pad_left},
        after{w.pad_bottom, w.pad_right} {}
  memory::dims kernel, strides, dilation, before, after;
};

dnnl::primitive_attr attributes(bool relu) {
  dnnl::primitive_attr attributes;
  if (relu) {
    dnnl::post_ops after;
    onednn::append_relu(after);
    attributes.set_post_ops(after);
  }
  return attributes;
}

}  // namespace

FloatLayers::FloatLayers(const Network& network) : network_(network) {
  tensors_.push_back(allocate(row_major({1, network.features})));
}

memory FloatLayers::allocate(const memory::desc& layout) {
  memory fresh(layout, engine_);
  std::fill_n(values_of(fresh), count_of(fresh), 0.0F);
  return fresh;
}

void FloatLayers::execute(const dnnl::primitive& primitive,
                          std::unordered_map<int, memory> arguments) {
  steps_.emplace_back([this, primitive, arguments = std::move(arguments)] {
    primitive.execute(stream_, arguments);
  });
}

memory FloatLayers::reordered(const memory& values, const memory::desc& layout, bool once) {
  memory out = allocate(layout);
  const dnnl::reorder reorder(values, out);
  if (once) {
    memory in = values;
    reorder.execute(stream_, in, out);
    stream_.wait();
  } else {
    execute(reorder, {{DNNL_ARG_FROM, values}, {DNNL_ARG_TO, out}});
  }
  return out;
}

memory FloatLayers::plain(const memory& values) {
  const memory::desc layout = row_major(dims_of(values.get_desc()));
  return values.get_desc() == layout ? values : reordered(values, layout, false);
}

memory FloatLayers::in_layout(const memory& values, const memory::desc& layout) {
  if (values.get_desc() == layout) return values;
  if (dims_of(values.get_desc()) == dims_of(layout)) return reordered(values, layout, false);
  const memory flat = plain(values);
  const memory view(row_major(dims_of(layout)), engine_, flat.get_data_handle());
  // A view does not own what it looks at.
  kept_.push_back(flat);
  return view.get_desc() == layout ? view : reordered(view, layout, false);
}

memory FloatLayers::constant(const std::vector<double>& values, const Dims& dims,
                             const memory::desc& layout) {
  memory given = allocate(row_major(dims));
  std::copy(values.begin(), values.end(), values_of(given));
  return given.get_desc() == layout ? given : reordered(given, layout, true);
}

/// Adds the steps of one layer; returns its result.
struct FloatLayers::Writer {
  FloatLayers& layers;
  std::vector<memory> inputs;
  bool relu;

  memory operator()(const Dense& dense) const {
    const memory::dims weights{dense.outputs, dense.inputs};
    const auto how = onednn::describe<dnnl::inner_product_forward>(
        layers.engine_, attributes(relu), Kind::forward_inference, any({1, dense.inputs}),
        onednn::dense_weights(weights), any({dense.outputs}), any({1, dense.outputs}));
    return weighted(dnnl::inner_product_forward(how), how,
                    layers.constant(dense.matrix, weights, how.weights_desc()),
                    layers.constant(dense.bias, {dense.outputs}, how.bias_desc()));
  }

  memory operator()(const Conv& conv) const {
    const Geometry at(conv.window);
    const std::int64_t groups = conv.groups;
    memory::dims weights{conv.out.channels / groups, conv.in.channels / groups, at.kernel[0],
                         at.kernel[1]};
    if (groups > 1) weights.insert(weights.begin(), groups);
    const auto how = onednn::describe<dnnl::convolution_forward>(
        layers.engine_, attributes(relu), Kind::forward_inference,
        dnnl::algorithm::convolution_auto, any(dims_of(conv.in)), any(weights),
        any({conv.out.channels}), any(dims_of(conv.out)), at.strides, at.dilation, at.before,
        at.after);
    return weighted(dnnl::convolution_forward(how), how,
                    layers.constant(conv.matrix, weights, how.weights_desc()),
                    layers.constant(conv.bias, {conv.out.channels}, how.bias_desc()));
  }

  memory operator()(const SumPool& pool) const {
    memory y = pooled(pool, dnnl::algorithm::pooling_avg_include_padding);
    const auto factor =
        static_cast<float>(static_cast<double>(taps(pool.window)) / pool.divisor);
    if (factor != 1) each(y, [factor](float x) { return x * factor; });
    return y;
  }

  memory operator()(const MaxPool& pool) const {
    return pooled(pool, dnnl::algorithm::pooling_max);
  }

  /// In the layout that x has; one that pads must stay 0 where it does.
  memory operator()(const Activation& activation) const {
    const memory x = activation(0) == 0 ? inputs.front() : layers.plain(inputs.front());
    memory y = layers.allocate(x.get_desc());
    if (activation == medisc::relu(activation.size)) {
      transform(x, y, [](float value) { return std::max(value, 0.0F); });
    } else {
      transform(x, y,
                [activation](float value) { return static_cast<float>(activation(value)); });
    }
    return y;
  }

  memory operator()(const Affine& affine) const {
    const memory x = layers.plain(inputs.front());
    memory y = layers.allocate(x.get_desc());
    const std::vector<float> scale(affine.scale.begin(), affine.scale.end());
    const std::vector<float> shift(affine.shift.begin(), affine.shift.end());
    const std::size_t run = affine.size / scale.size();
    layers.steps_.emplace_back([x, y, scale, shift, run] {
      for (std::size_t r = 0; r < scale.size(); ++r) {
        const float* in = values_of(x) + r * run;
        float* out = values_of(y) + r * run;
        for (std::size_t i = 0; i < run; ++i) out[i] = scale[r] * in[i] + shift[r];
      }
    });
    return y;
  }

  /// Element by element, in the layout of the first tensor; one that pads must not be shifted.
  memory operator()(const Sum& sum) const {
    const memory first = sum.offset == 0 ? inputs.front() : layers.plain(inputs.front());
    memory y = layers.allocate(first.get_desc());
    std::vector<memory> terms;
    for (const memory& input : inputs) {
      terms.push_back(layers.in_layout(input, first.get_desc()));
    }
    const std::vector<float> factors(sum.factors.begin(), sum.factors.end());
    const auto offset = static_cast<float>(sum.offset);
    layers.steps_.emplace_back([terms, y, factors, offset] {
      float* out = values_of(y);
      const std::size_t count = count_of(y);
      std::fill_n(out, count, offset);
      for (std::size_t t = 0; t < terms.size(); ++t) {
        const float* in = values_of(terms[t]);
        for (std::size_t i = 0; i < count; ++i) out[i] += factors[t] * in[i];
      }
    });
    return y;
  }

  memory operator()(const Product& product) const {
    const memory a = layers.plain(inputs[0]);
    const memory b = layers.plain(inputs[1]);
    memory y = layers.allocate(row_major({1, product.size}));
    const std::size_t run = product.size / product.runs;
    layers.steps_.emplace_back([a, b, y, run] {
      for (std::size_t i = 0; i < count_of(y); ++i) {
        values_of(y)[i] = values_of(a)[i] * values_of(b)[i / run];
      }
    });
    return y;
  }

  memory operator()(const Smooth& smooth) const {
    const memory x = layers.plain(inputs[0]);
    memory y = layers.allocate(row_major({1, smooth.size}));
    layers.steps_.emplace_back([x, y, function = smooth.function] {
      for (std::size_t i = 0; i < count_of(y); ++i) {
        values_of(y)[i] = static_cast<float>(function(static_cast<double>(values_of(x)[i])));
      }
    });
    return y;
  }

  memory operator()(const Concat& concat) const {
    std::vector<memory> parts;
    std::int64_t size = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      parts.push_back(layers.plain(inputs[i]));
      size += concat.sizes[i];
    }
    memory y = layers.allocate(row_major({1, size}));
    layers.steps_.emplace_back([parts, y] {
      float* out = values_of(y);
      for (const memory& part : parts) {
        out = std::copy_n(values_of(part), count_of(part), out);
      }
    });
    return y;
  }

 private:
  template <class How>
  memory weighted(const dnnl::primitive& primitive, const How& how, const memory& weights,
                  const memory& bias) const {
    const memory x = layers.in_layout(inputs.front(), how.src_desc());
    memory y = layers.allocate(how.dst_desc());
    layers.execute(primitive, {{DNNL_ARG_SRC, x},
                               {DNNL_ARG_WEIGHTS, weights},
                               {DNNL_ARG_BIAS, bias},
                               {DNNL_ARG_DST, y}});
    return y;
  }

  /// In the layout of the image that comes in, where it comes as one.
  template <class Pool>
  memory pooled(const Pool& pool, dnnl::algorithm algorithm) const {
    const Geometry at(pool.window);
    memory x = inputs.front();
    if (dims_of(x.get_desc()) != dims_of(pool.in)) {
      x = layers.in_layout(x, row_major(dims_of(pool.in)));
    }
    const auto how = onednn::describe<onednn::Pooling>(
        layers.engine_, attributes(false), Kind::forward_inference, algorithm, x.get_desc(),
        any(dims_of(pool.out)), at.strides, at.kernel, at.dilation, at.before, at.after);
    memory y = layers.allocate(how.dst_desc());
    layers.execute(onednn::Pooling(how), {{DNNL_ARG_SRC, x}, {DNNL_ARG_DST, y}});
    if (relu) each(y, [](float value) { return std::max(value, 0.0F); });
    return y;
  }

  template <class Change>
  void transform(const memory& x, const memory& y, Change change) const {
    layers.steps_.emplace_back([x, y, change] {
      std::transform(values_of(x), values_of(x) + count_of(x), values_of(y), change);
    });
  }

  template <class Change>
  void each(const memory& y, Change change) const {
    layers.steps_.emplace_back([y, change] {
      std::transform(values_of(y), values_of(y) + count_of(y), values_of(y), change);
    });
  }
};

void FloatLayers::add(std::size_t layer, bool relu) {
  Writer writer{*this, {}, relu};
  for (const std::uint32_t id : network_.inputs_of(layer)) {
    writer.inputs.push_back(tensors_[id]);
  }
  tensors_.push_back(std::visit(writer, network_.layers[layer].op));
}

void FloatLayers::repeat() {
  tensors_.push_back(tensors_.back());
}

void FloatLayers::finish() {
  tensors_.back() = plain(tensors_.back());
}

float* FloatLayers::record() const {
  return values_of(tensors_.front());
}

const float* FloatLayers::logits() const {
  return values_of(tensors_.back());
}

void FloatLayers::run() {
  for (const auto& step : steps_) step();
  stream_.wait();
}

}  // namespace medisc
