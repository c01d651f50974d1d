#include "compiler/network.hpp"

#include <algorithm>
#include <cassert>
#include <functional>
#include <numeric>
#include <utility>

#include "compiler/add_products.hpp"
#include "plan/image_size.hpp"
#include "plan/window_walk.hpp"

namespace medisc {
namespace {

using Tensor = std::vector<double>;

/// Evaluates layers one by one; `inputs` are those of the layer.
struct Evaluation {
  std::vector<const Tensor*> inputs;

  const Tensor& x() const { return *inputs.front(); }

  Tensor operator()(const Dense& dense) const {
    Tensor y(dense.bias);
    for (std::size_t row = 0; row < y.size(); ++row) {
      const double* weights = dense.matrix.data() + row * dense.inputs;
      y[row] = std::inner_product(x().begin(), x().end(), weights, y[row]);
    }
    return y;
  }

  /// Sums over all output channels of a group at once, which lie side by side.
  Tensor operator()(const Conv& conv) const {
    const std::size_t reads = conv.in.channels / conv.groups;
    const std::size_t writes = conv.out.channels / conv.groups;
    const std::size_t kernel = taps(conv.window);
    Tensor y(conv.out.size());
    Tensor weights(kernel * reads * writes);  // [tap][read][write]
    Tensor sums(writes);
    Tensor values(reads);
    for (std::size_t group = 0; group < conv.groups; ++group) {
      const double* matrix = conv.matrix.data() + group * writes * reads * kernel;
      for (std::size_t write = 0; write < writes; ++write) {
        for (std::size_t read = 0; read < reads; ++read) {
          for (std::size_t tap = 0; tap < kernel; ++tap) {
            weights[(tap * reads + read) * writes + write] = *matrix++;
          }
        }
      }
      const double* image = x().data() + group * reads * plane(conv.in);
      double* out = y.data() + group * writes * plane(conv.out);
      for_each_window(conv.in, conv.out, conv.window, [&](std::size_t at, auto&& each_tap) {
        const auto bias = conv.bias.begin() + static_cast<std::ptrdiff_t>(group * writes);
        std::copy_n(bias, writes, sums.begin());
        each_tap([&](std::size_t tap, std::size_t pixel) {
          for (std::size_t read = 0; read < reads; ++read) {
            values[read] = image[read * plane(conv.in) + pixel];
          }
          add_products(values, weights.data() + tap * reads * writes, sums);
        });
        for (std::size_t write = 0; write < writes; ++write) {
          out[write * plane(conv.out) + at] = sums[write];
        }
      });
    }
    return y;
  }

  Tensor operator()(const Affine& affine) const {
    Tensor y(x());
    const std::size_t run = affine.size / affine.scale.size();
    for (std::size_t i = 0; i < y.size(); ++i) {
      y[i] = affine.scale[i / run] * y[i] + affine.shift[i / run];
    }
    return y;
  }

  Tensor operator()(const Activation& activation) const {
    Tensor y(x());
    if (activation == relu(activation.size)) {
      for (double& value : y) value = std::max(value, 0.0);
    } else {
      for (double& value : y) value = activation(value);
    }
    return y;
  }

  Tensor operator()(const Smooth& smooth) const {
    Tensor y(x());
    for (double& value : y) value = smooth.function(value);
    return y;
  }

  Tensor operator()(const SumPool& pool) const {
    Tensor y = pooled(pool, std::plus<>());
    for (double& value : y) value /= pool.divisor;
    return y;
  }

  Tensor operator()(const MaxPool& pool) const {
    return pooled(pool, [](double a, double b) { return std::max(a, b); });
  }

  Tensor operator()(const Sum& sum) const {
    Tensor y(sum.size, sum.offset);
    for (std::size_t input = 0; input < inputs.size(); ++input) {
      for (std::size_t i = 0; i < y.size(); ++i)
        y[i] += sum.factors[input] * (*inputs[input])[i];
    }
    return y;
  }

  Tensor operator()(const Product& product) const {
    Tensor y(x());
    const std::size_t run = product.size / product.runs;
    for (std::size_t i = 0; i < y.size(); ++i) y[i] *= (*inputs[1])[i / run];
    return y;
  }

  Tensor operator()(const Concat&) const {
    Tensor y;
    for (const Tensor* part : inputs) y.insert(y.end(), part->begin(), part->end());
    return y;
  }

 private:
  template <class Pool, class Join>
  Tensor pooled(const Pool& pool, Join join) const {
    Tensor y(pool.out.size());
    for (std::size_t channel = 0; channel < pool.in.channels; ++channel) {
      const double* image = x().data() + channel * plane(pool.in);
      double* out = y.data() + channel * plane(pool.out);
      for_each_window(pool.in, pool.out, pool.window, [&](std::size_t at, auto&& each_tap) {
        bool first = true;
        each_tap([&](std::size_t, std::size_t pixel) {
          out[at] = first ? image[pixel] : join(out[at], image[pixel]);
          first = false;
        });
      });
    }
    return y;
  }
};

struct ResultSize {
  std::uint64_t operator()(const Dense& dense) const { return dense.outputs; }
  std::uint64_t operator()(const Conv& conv) const { return conv.out.size(); }
  std::uint64_t operator()(const Affine& affine) const { return affine.size; }
  std::uint64_t operator()(const Activation& activation) const { return activation.size; }
  std::uint64_t operator()(const Smooth& smooth) const { return smooth.size; }
  std::uint64_t operator()(const SumPool& pool) const { return pool.out.size(); }
  std::uint64_t operator()(const MaxPool& pool) const { return pool.out.size(); }
  std::uint64_t operator()(const Sum& sum) const { return sum.size; }
  std::uint64_t operator()(const Product& product) const { return product.size; }
  std::uint64_t operator()(const Concat& concat) const {
    return std::accumulate(concat.sizes.begin(), concat.sizes.end(), std::uint64_t{0});
  }
};

}  // namespace

std::uint32_t Layer::outputs() const {
  return static_cast<std::uint32_t>(std::visit(ResultSize{}, op));
}

std::uint32_t Network::outputs() const {
  return layers.empty() ? 0 : layers.back().outputs();
}

std::uint32_t Network::size_of(std::uint32_t tensor) const {
  return tensor == 0 ? features : layers[tensor - 1].outputs();
}

std::vector<std::uint32_t> Network::inputs_of(std::size_t layer) const {
  if (!layers[layer].inputs.empty()) return layers[layer].inputs;
  return {static_cast<std::uint32_t>(layer)};
}

std::vector<double> evaluate_layer(const LayerOp& op,
                                   std::vector<const std::vector<double>*> inputs) {
  return std::visit(Evaluation{std::move(inputs)}, op);
}

std::vector<std::vector<double>> evaluate_tensors(const Network& network,
                                                  std::span<const double> record) {
  assert(record.size() == network.features);
  std::vector<Tensor> tensors{Tensor(record.begin(), record.end())};
  tensors.reserve(network.layers.size() + 1);  // Evaluation points into it
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    std::vector<const Tensor*> inputs;
    for (const std::uint32_t id : network.inputs_of(i)) inputs.push_back(&tensors[id]);
    tensors.push_back(evaluate_layer(network.layers[i].op, std::move(inputs)));
  }
  return tensors;
}

std::vector<double> evaluate(const Network& network, std::span<const double> record) {
  return evaluate_tensors(network, record).back();
}

}  // namespace medisc
