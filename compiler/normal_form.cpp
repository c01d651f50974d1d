#include "compiler/normal_form.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "compiler/affine.hpp"
#include "compiler/folding.hpp"
#include "compiler/linear_layers.hpp"
#include "plan/image_size.hpp"

namespace medisc {
namespace {

/// How often each tensor counts: layers that read it, of those that the result depends on.
std::vector<std::uint32_t> count_readers(const Network& network) {
  std::vector<std::uint32_t> readers(network.layers.size() + 1, 0);
  readers.back() = 1;
  for (std::size_t i = network.layers.size(); i-- > 0;) {
    if (readers[i + 1] == 0) continue;
    for (const std::uint32_t tensor : network.inputs_of(i)) ++readers[tensor];
  }
  return readers;
}

bool all_finite(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

struct HasFiniteWeights {
  bool operator()(const Dense& dense) const {
    return all_finite(dense.matrix) && all_finite(dense.bias);
  }
  bool operator()(const Conv& conv) const {
    return all_finite(conv.matrix) && all_finite(conv.bias);
  }
  template <class Op>
  bool operator()(const Op&) const {
    return true;
  }
};

/// Whether the product of two matrices takes about as much room as both; else they stay apart.
bool is_worth_folding(const Dense& first, const Dense& second) {
  constexpr std::size_t kFew = 1u << 20;
  const std::size_t both = std::size_t{first.inputs} * second.outputs;
  return both <= std::max(first.matrix.size() + second.matrix.size(), kFew);
}

/// What mixes the channels of a pixel goes into the next layer, which has to look at each pixel
/// all the same. Products: those of what it reads, for that layer's results.
bool is_worth_folding(const Conv& pointwise, const Dense& second) {
  return pointwise.out.size() == second.inputs &&
         pointwise.in.size() <= 2 * std::uint64_t{second.inputs};
}

bool is_worth_folding(const Conv& pointwise, const Conv& second) {
  return pointwise.out.channels == second.in.channels &&
         pointwise.in.channels <= 2 * second.in.channels;
}

/// A line that is not x itself, which stands for a truncation.
bool is_line(const Activation& f) {
  return f != identity_activation(f.size) &&
         std::all_of(f.bends.begin(), f.bends.end(),
                     [](const Bend& b) { return b.change == 0; });
}

/// Rewrites the layers in order. An Affine is not written but carried along with the tensor it
/// works on, until a layer takes it in.
class Rewriter {
 public:
  explicit Rewriter(const Network& network)
      : network_(network), readers_(count_readers(network)) {
    result_.features = network.features;
    result_.ends_in_argmax = network.ends_in_argmax;
    result_.facts = network.facts;
    values_.push_back({0, identity_affine(network.features), readers_[0] == 1, {}});
  }

  Result<Network> run() {
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
      const Layer& layer = network_.layers[i];
      Value value;
      if (readers_[i + 1] > 0) {
        name_ = layer.name;
        inputs_ = network_.inputs_of(i);
        sole_ = readers_[i + 1] == 1;
        value = std::visit(*this, layer.op);
      }
      values_.push_back(std::move(value));
    }
    Value& last = values_.back();
    if (is<Activation>(last) || is<Smooth>(last) || is<MaxPool>(last)) write_affine(last);
    settle(last);
    assert(last.tensor == result_.layers.size());
    for (const Layer& layer : result_.layers) {
      if (std::visit(HasFiniteWeights{}, layer.op)) continue;
      return fail(ErrorCode::kBadInput,
                  fmt::format("layer '{}' has weights that are not finite once the layers "
                              "around it are folded in",
                              layer.name),
                  "look for a division by zero or weights out of all proportion");
    }
    return std::move(result_);
  }

  /// A tensor of the network: `pending` of a tensor of the result.
  struct Value {
    std::uint32_t tensor = 0;
    Affine pending;
    bool sole = false;  ///< a single layer reads the tensor
    std::string name;   ///< of the last Affine that went into `pending`
  };

  Value operator()(const Affine& affine) {
    const Value& x = input(0);
    Value y{x.tensor, compose(x.pending, affine), x.sole && sole_, name_};
    if (!x.sole) return y;
    if (auto* dense = producer<Dense>(x)) {
      *dense = compose(std::move(*dense), y.pending);
      y.pending = identity_affine(affine.size);
    } else if (auto* conv = producer<Conv>(x)) {
      if (auto folded = compose(*conv, y.pending)) {
        *conv = std::move(*folded);
        y.pending = identity_affine(affine.size);
      }
    }
    return y;
  }

  Value operator()(const Dense& dense) {
    const Value& x = input(0);
    Dense folded = is_identity(x.pending) ? dense : compose(x.pending, dense);
    auto* before = x.sole ? producer<Dense>(x) : nullptr;
    if (before != nullptr && is_worth_folding(*before, folded)) {
      *before = compose(*before, folded);
      return plain(x.tensor, dense.outputs);
    }
    const auto* mixed = x.sole ? producer<Conv>(x) : nullptr;
    if (mixed != nullptr && is_pointwise(*mixed) && is_worth_folding(*mixed, folded)) {
      result_.layers[x.tensor - 1] = {name_, compose(*mixed, folded),
                                      result_.layers[x.tensor - 1].inputs};
      return plain(x.tensor, dense.outputs);
    }
    return write(std::move(folded), dense.outputs);
  }

  Value operator()(const Conv& conv) {
    Value& x = input(0);
    const auto size = static_cast<std::uint32_t>(conv.out.size());
    auto folded = compose(x.pending, conv);
    if (!folded) {
      write_affine(x);
      return write(conv, size);
    }
    const auto* mixed = x.sole ? producer<Conv>(x) : nullptr;
    if (mixed != nullptr && is_pointwise(*mixed) && is_worth_folding(*mixed, *folded)) {
      if (auto both = compose(*mixed, *folded)) {
        result_.layers[x.tensor - 1] = {name_, std::move(*both),
                                        result_.layers[x.tensor - 1].inputs};
        return plain(x.tensor, size);
      }
    }
    return write(std::move(*folded), size);
  }

  /// One factor for a whole tensor moves past what is homogeneous. Those of its channels don't,
  /// though they could where none is below zero: whether they are, the plan would tell.
  Value operator()(const Activation& activation) {
    if (is_line(activation)) {
      return (*this)(Sum{activation.size, {activation.slope}, activation.offset});
    }
    Value& x = input(0);
    const bool passes = activation.is_homogeneous() && is_positive_scale(x.pending) &&
                        compacted(x.pending, 1).scale.size() == 1;
    if (!passes && !is_identity(x.pending)) write_affine(x);
    settle_record(x);
    Value y = x;
    y.sole = x.sole && sole_;
    if (is<Smooth>(x) && activation == identity_activation(activation.size)) return y;
    Activation own = activation;
    if (auto* before = producer<Activation>(x)) {
      if (activation == identity_activation(activation.size)) return y;
      own = compose(*before, activation);
      if (own == *before) return y;
      if (x.sole) {
        *before = own;
        return y;
      }
      own = activation;
    } else if (x.sole) {
      take_factor(own, x);
    }
    y.tensor = write(own, own.size).tensor;
    y.sole = sole_;
    return y;
  }

  Value operator()(const Smooth& smooth) {
    Value& x = input(0);
    if (!is_identity(x.pending)) write_affine(x);
    settle_record(x);
    return write(smooth, smooth.size);
  }

  Value operator()(const SumPool& pool) {
    Value& x = input(0);
    auto pending = with_entries(x.pending, pool.in.channels);
    if (!pending || (is_padded(pool.window) && !is_positive_scale(*pending))) {
      write_affine(x);
      pending = with_entries(x.pending, pool.in.channels);
    }
    settle_record(x);
    const double divisor = std::exp2(std::floor(std::log2(pool.divisor)));
    Value y = write(SumPool{pool.in, pool.out, pool.window, divisor},
                    static_cast<std::uint32_t>(pool.out.size()));
    const auto window = static_cast<double>(taps(pool.window));
    y.pending =
        Affine{static_cast<std::uint32_t>(pool.out.size()), pending->scale, pending->shift};
    for (double& scale : y.pending.scale) scale *= divisor / pool.divisor;
    for (double& shift : y.pending.shift) shift *= window / pool.divisor;
    y.name = name_;
    return y;
  }

  Value operator()(const MaxPool& pool) {
    Value& x = input(0);
    const auto size = static_cast<std::uint32_t>(pool.out.size());
    auto pending = with_entries(x.pending, pool.in.channels);
    if (pending && !has_one_factor(*pending) && take_signs(x, *pending)) {
      return pooled_by_signs(pool, *pending);
    }
    if (!pending || !has_one_factor(*pending)) {
      write_affine(x);
      pending = with_entries(x.pending, pool.in.channels);
    }
    settle_record(x);
    Value y;
    const auto* before = producer<Activation>(x);
    if (x.sole && before != nullptr && before->never_falls()) {
      Activation behind = *before;
      behind.size = size;
      Layer& layer = result_.layers[x.tensor - 1];
      const std::string activation_name = std::exchange(layer.name, name_);
      layer.op = pool;
      inputs_ = {};
      result_.layers.push_back({activation_name, std::move(behind), {x.tensor}});
      y = plain(static_cast<std::uint32_t>(result_.layers.size()), size);
    } else {
      y = write(pool, size);
    }
    y.pending = Affine{size, pending->scale, pending->shift};
    y.name = x.name;
    return y;
  }

  /// A pending scale moves past the sum if all inputs have the same, and shifts move past it
  /// as their sum.
  Value operator()(const Sum& sum) {
    for (std::size_t i = 0; i < inputs_.size(); ++i) settle_record(input(i));
    if (sum.offset != 0 || !have_equal_scales()) {
      for (std::size_t i = 0; i < inputs_.size(); ++i) {
        if (!has_unit_scale(input(i).pending)) write_affine(input(i));
      }
    }
    Affine total = input(0).pending;
    for (double& shift : total.shift) shift *= sum.factors[0];
    for (std::size_t i = 1; i < inputs_.size(); ++i) {
      Affine other = input(i).pending;
      align(total, other);
      for (std::size_t k = 0; k < total.shift.size(); ++k) {
        total.shift[k] += sum.factors[i] * other.shift[k];
      }
    }
    Value y = write(sum, sum.size);
    y.pending = std::move(total);
    y.name = name_;
    return y;
  }

  Value operator()(const Product& product) {
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (!is_identity(input(i).pending)) write_affine(input(i));
      settle_record(input(i));
    }
    return write(product, product.size);
  }

  Value operator()(const Concat& concat) {
    std::vector<Affine> pending;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      settle_record(input(i));
      pending.push_back(input(i).pending);
    }
    Affine joined = concatenated(pending);
    Value y = write(concat, joined.size);
    y.pending = compacted(std::move(joined), 1);
    y.name = name_;
    return y;
  }

 private:
  Value& input(std::size_t i) { return values_[inputs_[i]]; }

  template <class Op>
  Op* producer(const Value& value) {
    return value.tensor == 0 ? nullptr : std::get_if<Op>(&result_.layers[value.tensor - 1].op);
  }
  template <class Op>
  bool is(const Value& value) {
    return producer<Op>(value) != nullptr;
  }

  /// Where a linear layer can take it, the steepest slope becomes 1, so that slopes need no
  /// bits.
  void take_factor(Activation& activation, const Value& x) {
    const double steepest = activation.steepest();
    if (steepest == 0 || steepest == 1) return;
    const Affine factor{activation.size, {steepest}, {0}};
    if (auto* dense = producer<Dense>(x)) {
      *dense = compose(std::move(*dense), factor);
    } else if (auto* conv = producer<Conv>(x)) {
      *conv = *compose(*conv, factor);
    } else {
      return;
    }
    activation = of_scaled(std::move(activation), 1 / steepest);
  }

  // A maximum of a channel that is scaled below zero is a minimum. Which channels those are,
  // the plan must not tell. Behind a ReLU of a linear layer, signs s go into that layer, and of
  // the largest m of s y
  //   max over scale relu(y) = scale relu(m), or scale (relu(m) - m) where s = -1
  // is a sum of m and relu(m), by weights.

  /// Puts the signs of `channels` into the linear layer before the ReLU whose result is x;
  /// false where there are none, or others read them.
  bool take_signs(const Value& x, const Affine& channels) {
    const auto* activation = x.sole ? producer<Activation>(x) : nullptr;
    if (activation == nullptr || *activation != relu(activation->size)) return false;
    const std::uint32_t y = result_.layers[x.tensor - 1].inputs.front();
    if (y == 0 || !is_linear(result_.layers[y - 1]) || readers_of(y) != 1) return false;
    Affine signs = channels;
    for (double& sign : signs.scale) sign = sign < 0 ? -1 : 1;
    std::fill(signs.shift.begin(), signs.shift.end(), 0.0);
    auto& op = result_.layers[y - 1].op;
    if (auto* dense = std::get_if<Dense>(&op)) {
      *dense = compose(std::move(*dense), signs);
      return true;
    }
    auto flipped = compose(std::get<Conv>(op), signs);
    if (flipped) op = std::move(*flipped);
    return flipped.has_value();
  }

  /// Of the ReLU that is the input, behind flipped signs.
  Value pooled_by_signs(const MaxPool& pool, const Affine& channels) {
    const auto size = static_cast<std::uint32_t>(pool.out.size());
    const std::uint32_t largest = input(0).tensor;
    Layer& layer = result_.layers[largest - 1];
    const std::string name = std::exchange(layer.name, name_);
    layer.op = pool;
    Affine whole{size, {}, std::vector<double>(channels.scale.size(), 0.0)};
    for (const double scale : channels.scale) whole.scale.push_back(scale < 0 ? -scale : 0);
    const Affine above{size, channels.scale, channels.shift};
    result_.layers.push_back({name, identity_activation(size), {largest}});
    result_.layers.push_back({name, relu(size), {largest}});
    result_.layers.push_back({name, Concat{{size, size}}, {largest + 1, largest + 2}});
    result_.layers.push_back({name, sum_of_halves(whole, above), {largest + 3}});
    return plain(largest + 4, size);
  }

  std::size_t readers_of(std::uint32_t tensor) const {
    std::size_t readers = 0;
    for (const Layer& layer : result_.layers) {
      readers += static_cast<std::size_t>(
          std::count(layer.inputs.begin(), layer.inputs.end(), tensor));
    }
    return readers;
  }

  Value plain(std::uint32_t tensor, std::uint32_t size) const {
    return {tensor, identity_affine(size), sole_, {}};
  }

  /// Writes the layer that is being read, on its inputs.
  template <class Op>
  Value write(Op op, std::uint32_t size) {
    std::vector<std::uint32_t> tensors;
    for (std::size_t i = 0; i < inputs_.size(); ++i) tensors.push_back(input(i).tensor);
    result_.layers.push_back({name_, std::move(op), std::move(tensors)});
    return plain(static_cast<std::uint32_t>(result_.layers.size()), size);
  }

  /// Gives the pending map a layer of its own.
  void write_affine(Value& value) {
    const std::string name = value.name.empty() ? "identity" : value.name;
    result_.layers.push_back({name, diagonal(value.pending), {value.tensor}});
    value.tensor = static_cast<std::uint32_t>(result_.layers.size());
    value.pending = identity_affine(value.pending.size);
  }

  void settle(Value& value) {
    if (value.tensor == 0 || !is_identity(value.pending)) write_affine(value);
  }

  void settle_record(Value& value) {
    if (value.tensor == 0) write_affine(value);
  }

  bool have_equal_scales() {
    for (std::size_t i = 1; i < inputs_.size(); ++i) {
      Affine first = input(0).pending;
      Affine other = input(i).pending;
      align(first, other);
      if (first.scale != other.scale) return false;
    }
    return true;
  }

  /// The same for all elements, and not below zero.
  static bool has_one_factor(const Affine& affine) {
    return affine.scale[0] >= 0 &&
           std::all_of(affine.scale.begin(), affine.scale.end(),
                       [&](double scale) { return scale == affine.scale[0]; });
  }

  static bool has_unit_scale(const Affine& affine) {
    return std::all_of(affine.scale.begin(), affine.scale.end(),
                       [](double v) { return v == 1; });
  }

  const Network& network_;
  std::vector<std::uint32_t> readers_;
  Network result_;
  std::vector<Value> values_;  ///< by the network's tensors
  std::string name_;           ///< of the layer being read
  std::vector<std::uint32_t> inputs_;
  bool sole_ = false;
};

}  // namespace

Result<Network> normal_form(const Network& network) {
  return Rewriter(network).run();
}

}  // namespace medisc
