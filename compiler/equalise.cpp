#include "compiler/equalise.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <type_traits>

#include "compiler/linear_layers.hpp"
#include "plan/image_size.hpp"

namespace medisc {
namespace {

/// Tensors that must share their exponents, as sets of a forest.
class Ties {
 public:
  explicit Ties(std::size_t tensors) : parent_(tensors), fixed_(tensors, false) {
    std::iota(parent_.begin(), parent_.end(), 0U);
  }

  std::uint32_t of(std::uint32_t tensor) {
    while (parent_[tensor] != tensor) tensor = parent_[tensor] = parent_[parent_[tensor]];
    return tensor;
  }
  void tie(std::uint32_t a, std::uint32_t b) {
    a = of(a);
    b = of(b);
    fixed_[a] = fixed_[a] || fixed_[b];
    parent_[b] = a;
  }
  /// Nothing of the tensor's set may be scaled.
  void fix(std::uint32_t tensor) { fixed_[of(tensor)] = true; }
  bool is_fixed(std::uint32_t tensor) { return fixed_[of(tensor)]; }

 private:
  std::vector<std::uint32_t> parent_;
  std::vector<bool> fixed_;
};

/// The largest of each of `entries` equal runs of a list whose length they divide.
std::vector<double> by_entries(const std::vector<double>& values, std::size_t entries) {
  std::vector<double> largest(entries, 0.0);
  const std::size_t run = values.size() / entries;
  for (std::size_t i = 0; i < values.size(); ++i) {
    largest[i / run] = std::max(largest[i / run], values[i]);
  }
  return largest;
}

class Equalising {
 public:
  Equalising(Network network, const Magnitudes& magnitudes)
      : network_(std::move(network)),
        magnitudes_(magnitudes),
        ties_(network_.layers.size() + 1),
        entries_(network_.layers.size() + 1, 0) {}

  Network run() {
    tie_all();
    choose();
    for (std::size_t i = 0; i < network_.layers.size(); ++i) rescale(i);
    return std::move(network_);
  }

 private:
  std::uint32_t result_of(std::size_t layer) const {
    return static_cast<std::uint32_t>(layer + 1);
  }

  /// The set of `tensor` can have `entries` exponents, or any that divide them.
  void limit(std::uint32_t tensor, std::size_t entries) {
    std::size_t& now = entries_[ties_.of(tensor)];
    now = std::gcd(now, entries);
  }

  void tie_all() {
    ties_.fix(0);
    ties_.fix(result_of(network_.layers.size() - 1));
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
      const std::vector<std::uint32_t> inputs = network_.inputs_of(i);
      const Layer& layer = network_.layers[i];
      if (std::holds_alternative<Concat>(layer.op)) {
        // Its parts keep the scale that they have without it.
        for (const std::uint32_t input : inputs) ties_.fix(input);
        ties_.fix(result_of(i));
        continue;
      }
      if (std::holds_alternative<Product>(layer.op)) {
        for (const std::uint32_t input : inputs) ties_.fix(input);
        ties_.fix(result_of(i));
        continue;
      }
      if (is_linear(layer)) continue;
      for (const std::uint32_t input : inputs) ties_.tie(result_of(i), input);
      const auto* activation = std::get_if<Activation>(&layer.op);
      if (activation != nullptr && !activation->is_homogeneous()) ties_.fix(result_of(i));
      const auto* sum = std::get_if<Sum>(&layer.op);
      if (sum == nullptr) continue;
      const bool repeats = std::any_of(inputs.begin(), inputs.end(), [&](std::uint32_t input) {
        return network_.size_of(input) != sum->size;
      });
      if (repeats || sum->offset != 0) ties_.fix(result_of(i));
    }
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
      const std::uint32_t read = network_.inputs_of(i).front();
      std::visit(
          [&]<class Op>(const Op& op) {
            if constexpr (std::is_same_v<Op, Dense>) {
              limit(result_of(i), op.outputs);
            } else if constexpr (std::is_same_v<Op, Conv>) {
              limit(result_of(i), op.out.channels);
              limit(read, op.in.channels);
            } else if constexpr (requires { op.window; }) {
              limit(read, op.in.channels);
            }
          },
          network_.layers[i].op);
    }
  }

  /// An exponent for each run of each set that has one.
  void choose() {
    exponents_.resize(network_.layers.size() + 1);
    std::vector<std::vector<double>> largest(network_.layers.size() + 1);
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
      const std::uint32_t tensor = result_of(i);
      const std::size_t entries = entries_[ties_.of(tensor)];
      if (!is_linear(network_.layers[i]) || ties_.is_fixed(tensor) || entries < 2) continue;
      if (magnitudes_[tensor].size() % entries != 0) continue;
      std::vector<double>& known = largest[ties_.of(tensor)];
      const std::vector<double> own = by_entries(magnitudes_[tensor], entries);
      if (known.empty()) known.resize(entries, 0.0);
      for (std::size_t k = 0; k < entries; ++k) known[k] = std::max(known[k], own[k]);
    }
    for (std::size_t set = 0; set < largest.size(); ++set) {
      if (largest[set].empty()) continue;
      const double most = *std::max_element(largest[set].begin(), largest[set].end());
      for (const double size : largest[set]) {
        const double ratio = size > 0 && std::isfinite(most) ? most / size : 1;
        exponents_[set].push_back(
            std::clamp(static_cast<int>(std::floor(std::log2(ratio))), 0, kMostRaised));
      }
    }
  }

  bool is_as_it_was(std::uint32_t tensor) { return exponents_[ties_.of(tensor)].empty(); }

  /// Of element `element` of a tensor.
  int exponent(std::uint32_t tensor, std::size_t element) {
    const std::vector<int>& set = exponents_[ties_.of(tensor)];
    return set.empty() ? 0 : set[element / (network_.size_of(tensor) / set.size())];
  }

  void rescale(std::size_t index) {
    const std::uint32_t read = network_.inputs_of(index).front();
    const std::uint32_t result = result_of(index);
    if (is_as_it_was(read) && is_as_it_was(result)) return;
    if (auto* dense = std::get_if<Dense>(&network_.layers[index].op)) {
      for (std::size_t row = 0; row < dense->outputs; ++row) {
        const int raised = exponent(result, row);
        for (std::size_t column = 0; column < dense->inputs; ++column) {
          double& weight = dense->matrix[row * dense->inputs + column];
          weight = std::ldexp(weight, raised - exponent(read, column));
        }
        dense->bias[row] = std::ldexp(dense->bias[row], raised);
      }
    } else if (auto* conv = std::get_if<Conv>(&network_.layers[index].op)) {
      for (std::size_t i = 0; i < conv->matrix.size(); ++i) {
        const std::size_t out = channel_written(*conv, i) * plane(conv->out);
        const std::size_t in = channel_read(*conv, i) * plane(conv->in);
        conv->matrix[i] =
            std::ldexp(conv->matrix[i], exponent(result, out) - exponent(read, in));
      }
      for (std::size_t out = 0; out < conv->bias.size(); ++out) {
        conv->bias[out] = std::ldexp(conv->bias[out], exponent(result, out * plane(conv->out)));
      }
    }
  }

  Network network_;
  const Magnitudes& magnitudes_;
  Ties ties_;
  std::vector<std::size_t> entries_;         ///< by set: exponents that it can have
  std::vector<std::vector<int>> exponents_;  ///< by set; none: all 0
};

}  // namespace

Network equalised(Network network, const Magnitudes& magnitudes) {
  if (network.layers.empty()) return network;
  return Equalising(std::move(network), magnitudes).run();
}

}  // namespace medisc
