#include "compiler/one_function.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "compiler/affine.hpp"

namespace medisc {
namespace {

/// A tensor as a function of an earlier one, element by element.
struct Form {
  std::uint32_t of = 0;
  std::uint32_t size = 0;
  RealFunction function{[](double x) {
    return x;
  }};
  bool is_line = true;   ///< or x itself
  bool is_exact = true;  ///< gates compute it as it is
  bool has_bend = false;
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
    Form form = behind(activation);
    form.has_bend = form.has_bend || has_bend(activation);
    form.is_line = form.is_line && !has_bend(activation);
    return form;
  }

  Form operator()(const Smooth& smooth) {
    const bool is_first = input(0).is_line;
    Form form = behind(smooth.function);
    form.is_line = form.is_exact = false;
    return is_first ? form : joined(std::move(form));
  }

  Form operator()(const Affine& affine) {
    const Affine one = compacted(affine, 1);
    if (one.scale.size() != 1) return result();
    return behind([scale = one.scale.front(), shift = one.shift.front()](double x) {
      return scale * x + shift;
    });
  }

  Form operator()(const Sum& sum) {
    if (!have_one_origin()) return result();
    std::vector<RealFunction> parts;
    for (std::size_t i = 0; i < inputs_.size(); ++i) parts.push_back(input(i).function);
    Form form = together([parts, factors = sum.factors, offset = sum.offset](double x) {
      double total = offset;
      for (std::size_t i = 0; i < parts.size(); ++i) total += factors[i] * parts[i](x);
      return total;
    });
    return form.is_exact ? form : joined(std::move(form));
  }

  Form operator()(const Product& product) {
    if (product.runs != product.size || !have_one_origin()) return result();
    Form form = together(
        [a = input(0).function, b = input(1).function](double x) { return a(x) * b(x); });
    form.is_line = false;
    if (!form.has_bend && form.is_exact) return form;  // a power
    form.is_exact = false;
    return joined(std::move(form));
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

  /// `next` of the input.
  Form behind(RealFunction next) const {
    Form form = input(0);
    form.function = [first = form.function, next = std::move(next)](double x) {
      return next(first(x));
    };
    return form;
  }

  /// All inputs, in one function.
  Form together(RealFunction function) const {
    Form form = input(0);
    form.function = std::move(function);
    for (std::size_t i = 1; i < inputs_.size(); ++i) {
      form.is_line = form.is_line && input(i).is_line;
      form.is_exact = form.is_exact && input(i).is_exact;
      form.has_bend = form.has_bend || input(i).has_bend;
    }
    return form;
  }

  /// The layer becomes the form.
  Form joined(Form form) {
    Layer& layer = network_.layers[index_];
    layer.op = Smooth{form.size, form.function};
    layer.inputs = {form.of};
    return form;
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
