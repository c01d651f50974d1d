#include "correlation/gates.hpp"

#include "correlation/derivation_steps.hpp"

namespace medisc {
namespace {

/// What the gates need to know of tensors: the record, then every step's result.
struct Tensors {
  /// The hospital can compute its share ahead of any record.
  std::vector<bool> known_ahead;
  std::vector<std::vector<std::uint32_t>> readers;  ///< steps
  /// A session uses the hospital's share.
  std::vector<bool> used;
};

bool all_known(const Plan& plan, std::size_t step, const std::vector<bool>& known) {
  for (const std::uint32_t tensor : inputs_of(plan, step)) {
    if (!known[tensor]) return false;
  }
  return true;
}

struct IsKnownAhead {
  bool inputs_known;
  bool operator()(const DenseStep&) const { return true; }
  bool operator()(const ConvStep&) const { return true; }
  bool operator()(const ThresholdStep&) const { return false; }
  bool operator()(const MaxPoolStep&) const { return false; }
  bool operator()(const ProductStep&) const { return false; }
  template <class LocalStep>
  bool operator()(const LocalStep&) const {
    return inputs_known;
  }
};

/// Whether a step works on the hospital's shares in the session; `used`: its result's.
struct UsesShares {
  bool inputs_known;
  bool used;
  bool operator()(const DenseStep&) const { return true; }
  bool operator()(const ConvStep&) const { return true; }
  bool operator()(const ThresholdStep&) const { return !inputs_known; }
  bool operator()(const MaxPoolStep&) const { return true; }
  bool operator()(const ProductStep&) const { return !inputs_known; }
  template <class LocalStep>
  bool operator()(const LocalStep&) const {
    return used || !inputs_known;
  }
};

Tensors look_at(const Plan& plan) {
  const std::size_t steps = plan.steps.size();
  Tensors tensors{{false},
                  std::vector<std::vector<std::uint32_t>>(steps + 1),
                  std::vector<bool>(steps + 1, false)};
  for (std::size_t i = 0; i < steps; ++i) {
    const IsKnownAhead known{all_known(plan, i, tensors.known_ahead)};
    tensors.known_ahead.push_back(std::visit(known, plan.steps[i].op));
    for (const std::uint32_t tensor : inputs_of(plan, i)) {
      tensors.readers[tensor].push_back(static_cast<std::uint32_t>(i));
    }
  }
  tensors.used.back() = true;
  for (std::size_t i = steps; i-- > 0;) {
    const UsesShares uses{all_known(plan, i, tensors.known_ahead), tensors.used[i + 1]};
    if (!std::visit(uses, plan.steps[i].op)) continue;
    for (const std::uint32_t tensor : inputs_of(plan, i)) tensors.used[tensor] = true;
  }
  return tensors;
}

class GateMaker {
 public:
  explicit GateMaker(const Plan& plan) : plan_(plan), tensors_(look_at(plan)) {}

  Gates run() {
    Gates gates;
    for (index_ = 0; index_ < plan_.steps.size(); ++index_) {
      gates.push_back(std::visit(*this, plan_.steps[index_].op));
    }
    return gates;
  }

  Gate operator()(const DenseStep& step) const { return linear(step); }
  Gate operator()(const ConvStep& step) const { return linear(step); }

  Gate operator()(const ThresholdStep& step) const {
    const ThresholdShape shape{step.size, step.width, step.shift, step.output_width,
                               step.function};
    return make_threshold_gate(shape, choice_of(step.chain), level_step(index_, 0), is_live());
  }

  Gate operator()(const MaxPoolStep& step) const {
    return make_max_pool_gate(step, index_, is_live());
  }

  Gate operator()(const ProductStep& step) const {
    const std::vector<std::uint32_t> inputs = inputs_of(plan_, index_);
    return make_product_gate(
        step, index_, {!tensors_.known_ahead[inputs[0]], !tensors_.known_ahead[inputs[1]]});
  }

  Gate operator()(const SumPoolStep& step) const { return local(step); }
  Gate operator()(const SumStep& step) const { return local(step); }
  Gate operator()(const ConcatStep& step) const { return local(step); }

 private:
  bool is_live() const { return !all_known(plan_, index_, tensors_.known_ahead); }

  template <class LinearStep>
  Gate linear(const LinearStep& step) const {
    LinearGate gate(step);
    const std::vector<std::uint32_t>& readers = tensors_.readers[index_ + 1];
    gate.keeps_share = tensors_.used[index_ + 1];
    const bool one_gate = !gate.keeps_share && readers.size() == 1 &&
                          std::holds_alternative<ThresholdStep>(plan_.steps[readers[0]].op);
    if (one_gate) gate.revealed_at = level_step(readers[0], 0);
    return gate;
  }

  template <class LocalStep>
  Gate local(const LocalStep& step) const {
    return LocalGate{step, !is_live(), tensors_.used[index_ + 1]};
  }

  const Plan& plan_;
  Tensors tensors_;
  std::size_t index_ = 0;
};

}  // namespace

Gates make_gates(const Plan& plan) {
  return GateMaker(plan).run();
}

std::size_t correction_bits(const LinearGate& gate) {
  return gate.outputs * gate.width;
}

std::size_t correction_bits(const ThresholdGate& gate) {
  ThresholdMaterial<std::uint64_t> none;
  return gate.size() * correction_bits(arrays_of(gate, none));
}

std::size_t correction_bits(const MaxPoolGate& gate) {
  std::size_t bits = 0;
  for (const MaxLevel& level : gate.levels) bits += correction_bits(level.relu);
  return bits;
}

std::size_t correction_bits(const LocalGate&) {
  return 0;
}

std::size_t correction_bits(const ProductGate& gate) {
  return gate.size() * gate.step.width;
}

}  // namespace medisc
