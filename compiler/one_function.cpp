#include "compiler/one_function.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "compiler/affine.hpp"

namespace medisc {
namespace {

/// A tensor as a function of an earlier one, element by element.
struct Form {
  std::uint32_t of = 0;
  std::uint32_t size = 0;
  bool is_line = true;   ///< or x itself
  bool is_exact = true;  ///< gates compute it as it is
  bool has_bend = false;
  int depth = 0;  ///< functions of functions
};

constexpr int kDeepest = 64;

/// What one element of a layer's result is, of the values before it.
using Values = std::vector<double>;
using Scalar = std::function<double(const Values&)>;

/// Layers as functions of a number, one after the other; each sees all values so far.
class Chain {
 public:
  void add(Scalar scalar) { scalars_.push_back(std::move(scalar)); }

  double operator()(double x) const {
    Values values{x};
    values.reserve(scalars_.size() + 1);
    for (const Scalar& scalar : scalars_) values.push_back(scalar(values));
    return values.back();
  }

 private:
  std::vector<Scalar> scalars_;
};

/// A layer's Scalar, where its inputs are the values at `slots`.
struct ScalarOf {
  std::vector<std::size_t> slots;

  Scalar operator()(const Activation& activation) const {
    return [slot = slots[0], activation](const Values& x) {
      return activation(x[slot]);
    };
  }
  Scalar operator()(const Smooth& smooth) const {
    return [slot = slots[0], f = smooth.function](const Values& x) {
      return f(x[slot]);
    };
  }
  Scalar operator()(const Affine& affine) const {
    return
        [slot = slots[0], scale = affine.scale[0], shift = affine.shift[0]](const Values& x) {
          return scale * x[slot] + shift;
        };
  }
  Scalar operator()(const Sum& sum) const {
    return [at = slots, sum](const Values& x) {
      double total = sum.offset;
      for (std::size_t i = 0; i < at.size(); ++i) total += sum.factors[i] * x[at[i]];
      return total;
    };
  }
  Scalar operator()(const Product&) const {
    return [a = slots[0], b = slots[1]](const Values& x) {
      return x[a] * x[b];
    };
  }
  template <class Op>
  Scalar operator()(const Op&) const {
    return {};
  }
};

bool has_bend(const Activation& activation) {
  return std::any_of(activation.bends.begin(), activation.bends.end(),
                     [](const Bend& bend) { return bend.change != 0; });
}

class Joining {
 public:
  explicit Joining(Network network) : network_(std::move(network)) {}

  Network run() {
    forms_.push_back({0, network_.features});
    for (index_ = 0; index_ < network_.layers.size(); ++index_) {
      inputs_ = network_.inputs_of(index_);
      forms_.push_back(std::visit(*this, network_.layers[index_].op));
    }
    return std::move(network_);
  }

  Form operator()(const Activation& activation) {
    Form form = input(0);
    form.has_bend = form.has_bend || has_bend(activation);
    form.is_line = form.is_line && !has_bend(activation);
    return form;
  }

  Form operator()(const Smooth&) {
    Form form = input(0);
    const bool is_first = form.is_line;
    form.is_line = form.is_exact = false;
    return is_first ? form : joined(form);
  }

  Form operator()(const Affine& affine) {
    return compacted(affine, 1).scale.size() == 1 ? input(0) : result();
  }

  Form operator()(const Sum&) {
    if (!have_one_origin()) return result();
    const Form form = together();
    return form.is_exact ? form : joined(form);
  }

  Form operator()(const Product& product) {
    if (product.runs != product.size || !have_one_origin()) return result();
    Form form = together();
    form.is_line = false;
    if (!form.has_bend && form.is_exact) return form;  // a power
    form.is_exact = false;
    return joined(form);
  }

  template <class Op>
  Form operator()(const Op&) {
    return result();
  }

 private:
  const Form& input(std::size_t i) const { return forms_[inputs_[i]]; }

  bool have_one_origin() const {
    return std::all_of(inputs_.begin(), inputs_.end(), [&](std::uint32_t tensor) {
      return forms_[tensor].of == input(0).of && forms_[tensor].size == input(0).size;
    });
  }

  /// The layer's result as what later forms begin with.
  Form result() const {
    return {static_cast<std::uint32_t>(index_ + 1), network_.layers[index_].outputs()};
  }

  /// All inputs.
  Form together() const {
    Form form = input(0);
    for (std::size_t i = 1; i < inputs_.size(); ++i) {
      form.is_line = form.is_line && input(i).is_line;
      form.is_exact = form.is_exact && input(i).is_exact;
      form.has_bend = form.has_bend || input(i).has_bend;
      form.depth = std::max(form.depth, input(i).depth);
    }
    return form;
  }

  /// The layer becomes the form.
  Form joined(Form form) {
    if (++form.depth > kDeepest) return result();
    auto chain = std::make_shared<const Chain>(chain_from(form.of));
    Layer& layer = network_.layers[index_];
    layer.op = Smooth{form.size, [chain](double x) {
                        return (*chain)(x);
                      }};
    layer.inputs = {form.of};
    return form;
  }

  /// The layers from a tensor to this one, in order, each once.
  Chain chain_from(std::uint32_t first) const {
    std::vector<bool> is_read(index_ + 2 - first, false);
    is_read.back() = true;
    for (std::size_t tensor = index_ + 1; tensor > first; --tensor) {
      if (!is_read[tensor - first]) continue;
      for (const std::uint32_t read : network_.inputs_of(tensor - 1)) {
        is_read[read - first] = true;
      }
    }
    Chain chain;
    std::map<std::uint32_t, std::size_t> slot_of{{first, 0}};
    for (std::uint32_t tensor = first + 1; tensor <= index_ + 1; ++tensor) {
      if (!is_read[tensor - first]) continue;
      ScalarOf scalar_of;
      for (const std::uint32_t read : network_.inputs_of(tensor - 1)) {
        scalar_of.slots.push_back(slot_of.at(read));
      }
      chain.add(std::visit(scalar_of, network_.layers[tensor - 1].op));
      slot_of.emplace(tensor, slot_of.size());
    }
    return chain;
  }

  Network network_;
  std::vector<Form> forms_;  ///< by tensor
  std::vector<std::uint32_t> inputs_;
  std::size_t index_ = 0;
};

}  // namespace

Network with_one_function_each(Network network) {
  return Joining(std::move(network)).run();
}

}  // namespace medisc
