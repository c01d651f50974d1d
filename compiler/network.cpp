#include "compiler/network.hpp"

#include <algorithm>
#include <cassert>
#include <functional>
#include <numeric>
#include <type_traits>
#include <utility>

#include "compiler/convolve.hpp"
#include "compiler/linear_layers.hpp"
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

  Tensor operator()(const Conv& conv) const { return convolve(conv, x()); }

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

Network frame_of(const Network& network) {
  Network frame{network.features, {}, network.ends_in_argmax, network.facts};
  for (const Layer& layer : network.layers) {
    LayerOp op = std::visit(
        []<class Op>(const Op& own) -> LayerOp {
          if constexpr (std::is_same_v<Op, Dense>) {
            return Dense{own.inputs, own.outputs, {}, {}};
          } else if constexpr (std::is_same_v<Op, Conv>) {
            return Conv{own.in, own.out, own.window, own.groups, {}, {}};
          } else {
            return own;
          }
        },
        layer.op);
    frame.layers.push_back({layer.name, std::move(op), layer.inputs});
  }
  return frame;
}

Network with_weights_of(Network frame, Network network) {
  auto next = network.layers.begin();
  for (Layer& layer : frame.layers) {
    if (!is_linear(layer)) continue;
    while (!is_linear(*next)) ++next;
    layer.op = std::move((next++)->op);
  }
  return frame;
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

void visit_tensors(const Network& network, std::span<const double> record,
                   const std::function<void(std::size_t, const Tensor&)>& visit) {
  std::vector<std::size_t> last_read(network.layers.size() + 1, 0);  // by tensor: a layer
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    for (const std::uint32_t input : network.inputs_of(i)) last_read[input] = i;
  }
  std::vector<Tensor> tensors(network.layers.size() + 1);
  tensors[0].assign(record.begin(), record.end());
  visit(0, tensors[0]);
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    std::vector<const Tensor*> inputs;
    for (const std::uint32_t id : network.inputs_of(i)) inputs.push_back(&tensors[id]);
    tensors[i + 1] = evaluate_layer(network.layers[i].op, std::move(inputs));
    visit(i + 1, tensors[i + 1]);
    for (const std::uint32_t id : network.inputs_of(i)) {
      if (last_read[id] == i) tensors[id] = {};
    }
  }
}

std::vector<double> evaluate(const Network& network, std::span<const double> record) {
  Tensor result;
  visit_tensors(network, record, [&](std::size_t i, const Tensor& tensor) {
    if (i == network.layers.size()) result = tensor;
  });
  return result;
}

}  // namespace medisc
