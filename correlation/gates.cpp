#include "correlation/gates.hpp"

#include <algorithm>

#include "correlation/max_tree.hpp"

namespace medisc {
namespace {

/// Levels of a max-pool derive their randomness at steps that no plan has.
std::uint32_t derivation_of(std::size_t step, std::size_t level) {
  return static_cast<std::uint32_t>(step + level * kMaxSteps);
}

ReluGate make_relu(const ReluStep& step, std::uint32_t derivation_step, bool live) {
  const unsigned kept = step.width - step.shift;
  ReluGate gate;
  gate.step = step;
  gate.wrap_width = step.output_width > kept ? step.output_width - kept : 0;
  gate.circuit = make_adder_circuit(step.width, step.shift, gate.has_wrap());
  gate.derivation_step = derivation_step;
  gate.live = live;
  return gate;
}

/// Makes gates in order, and knows of each tensor whether the hospital can compute its share of
/// it ahead of any record.
class GateMaker {
 public:
  explicit GateMaker(const Plan& plan) : plan_(plan), known_ahead_{false} {}

  Gates run() {
    Gates gates;
    for (index_ = 0; index_ < plan_.steps.size(); ++index_) {
      inputs_known_ = true;
      for (const std::uint32_t tensor : inputs_of(plan_, index_)) {
        inputs_known_ = inputs_known_ && known_ahead_[tensor];
      }
      gates.push_back(std::visit(*this, plan_.steps[index_].op));
    }
    return gates;
  }

  Gate operator()(const DenseStep& step) { return linear(step); }
  Gate operator()(const ConvStep& step) { return linear(step); }

  Gate operator()(const ReluStep& step) {
    known_ahead_.push_back(false);
    return make_relu(step, derivation_of(index_, 0), !inputs_known_);
  }

  Gate operator()(const MaxPoolStep& step) {
    known_ahead_.push_back(false);
    MaxTree tree = make_max_tree(step);
    MaxPoolGate gate{step, {}, std::move(tree.result)};
    for (std::size_t level = 0; level < tree.levels.size(); ++level) {
      MaxTree::Level& indices = tree.levels[level];
      const ReluStep relu{static_cast<std::uint32_t>(indices.a.size()), step.width, 0, step.width};
      gate.levels.push_back({std::move(indices.a), std::move(indices.b),
                             std::move(indices.passed),
                             make_relu(relu, derivation_of(index_, level),
                                       level > 0 || !inputs_known_)});
    }
    return gate;
  }

  Gate operator()(const SumPoolStep& step) { return local(step); }
  Gate operator()(const SumStep& step) { return local(step); }
  Gate operator()(const ConcatStep& step) { return local(step); }

 private:
  template <class LinearStep>
  Gate linear(const LinearStep& step) {
    known_ahead_.push_back(true);
    return LinearGate(step);
  }

  template <class LocalStep>
  Gate local(const LocalStep& step) {
    known_ahead_.push_back(inputs_known_);
    return LocalGate(step);
  }

  const Plan& plan_;
  std::vector<bool> known_ahead_;  ///< a tensor
  std::size_t index_ = 0;
  bool inputs_known_ = false;
};

}  // namespace

Gates make_gates(const Plan& plan) { return GateMaker(plan).run(); }

}  // namespace medisc
