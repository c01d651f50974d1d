#include "model/plan.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

namespace medisc {
namespace {

constexpr std::int32_t kMaxRangeLog2 = 62;

tl::unexpected<Error> invalid(const std::string& context) {
  return fail(ErrorCode::kBadInput, "plan: " + context, "compile the model again");
}

Result<void> validate_encoding(const InputEncoding& input, std::uint32_t ring_bits) {
  if (input.features < 1 || input.features > kMaxTensor) {
    return invalid(
        fmt::format("input.features is {}; expected 1 to {}", input.features, kMaxTensor));
  }
  if (input.bits < 1 || input.bits >= ring_bits) {
    return invalid(
        fmt::format("input.bits is {}; expected 1 to {}", input.bits, ring_bits - 1));
  }
  const std::size_t ranges = input.range_log2.size();
  if (ranges != 1 && ranges != input.features) {
    return invalid(fmt::format("input.range_log2 has {} entries; expected 1 or {}", ranges,
                               input.features));
  }
  for (std::size_t i = 0; i < ranges; ++i) {
    if (std::abs(std::int64_t{input.range_log2[i]}) <= kMaxRangeLog2) continue;
    return invalid(fmt::format("input.range_log2[{}] is {}; expected -{} to {}", i,
                               input.range_log2[i], kMaxRangeLog2, kMaxRangeLog2));
  }
  return {};
}

/// What a step needs to know of the steps before it.
struct Chain {
  std::uint32_t ring_bits;
  std::uint32_t size;              ///< elements that the step before gives
  std::optional<DenseStep> dense;  ///< the step before, if it is one
  std::optional<ReluStep> relu;    ///< likewise
};

Result<void> validate_step(const DenseStep& step, const Chain& before,
                           const std::string& where) {
  if (before.dense) return invalid(where + " follows a dense step; expected a relu between");
  if (step.inputs != before.size) {
    return invalid(
        fmt::format("{}.inputs is {}; expected {}", where, step.inputs, before.size));
  }
  if (step.outputs < 1 || step.outputs > kMaxTensor ||
      std::uint64_t{step.inputs} * step.outputs > kMaxWeights) {
    return invalid(fmt::format("{}.outputs is {}; expected 1 to {}, and {} weights at most",
                               where, step.outputs, kMaxTensor, kMaxWeights));
  }
  if (step.width < 2 || step.width > before.ring_bits) {
    return invalid(
        fmt::format("{}.width is {}; expected 2 to {}", where, step.width, before.ring_bits));
  }
  if (before.relu && before.relu->output_width != step.width) {
    return invalid(fmt::format("{}.width is {}; expected {}, the relu's output_width before it",
                               where, step.width, before.relu->output_width));
  }
  return {};
}

Result<void> validate_step(const ReluStep& step, const Chain& before,
                           const std::string& where) {
  if (!before.dense) return invalid(where + " is a relu; expected a dense step");
  if (step.size != before.size) {
    return invalid(fmt::format("{}.size is {}; expected {}", where, step.size, before.size));
  }
  if (step.width != before.dense->width) {
    return invalid(fmt::format("{}.width is {}; expected {}, that of the step before", where,
                               step.width, before.dense->width));
  }
  if (step.shift > step.width - 2) {
    return invalid(
        fmt::format("{}.shift is {}; expected at most {}", where, step.shift, step.width - 2));
  }
  if (step.output_width < 2 || step.output_width > before.ring_bits) {
    return invalid(fmt::format("{}.output_width is {}; expected 2 to {}", where,
                               step.output_width, before.ring_bits));
  }
  return {};
}

Result<void> validate_steps(const Plan& plan) {
  if (plan.steps.empty() || plan.steps.size() > kMaxSteps) {
    return invalid(
        fmt::format("there are {} steps; expected 1 to {}", plan.steps.size(), kMaxSteps));
  }
  Chain chain{plan.ring_bits, plan.input.features, std::nullopt, std::nullopt};
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    const std::string where = fmt::format("steps[{}]", i);
    if (std::abs(std::int64_t{step.scale}) > kMaxScale) {
      return invalid(fmt::format("{}.scale is {}; expected -{} to {}", where, step.scale,
                                 kMaxScale, kMaxScale));
    }
    auto valid =
        std::visit([&](const auto& op) { return validate_step(op, chain, where); }, step.op);
    if (!valid) return valid;
    if (const auto* dense = std::get_if<DenseStep>(&step.op)) {
      chain = {plan.ring_bits, dense->outputs, *dense, std::nullopt};
    } else {
      const ReluStep& relu = std::get<ReluStep>(step.op);
      chain = {plan.ring_bits, relu.size, std::nullopt, relu};
    }
  }
  if (!chain.dense) return invalid("the last step is a relu; expected a dense step");
  return {};
}

const DenseStep* last_dense(const Plan& plan) {
  return plan.steps.empty() ? nullptr : std::get_if<DenseStep>(&plan.steps.back().op);
}

}  // namespace

std::uint32_t Plan::outputs() const {
  const DenseStep* last = last_dense(*this);
  return last == nullptr ? 0 : last->outputs;
}

std::int32_t Plan::output_scale() const {
  return steps.empty() ? 0 : steps.back().scale;
}

std::uint32_t Plan::output_width() const {
  const DenseStep* last = last_dense(*this);
  return last == nullptr ? 0 : last->width;
}

Result<void> validate(const Plan& plan) {
  constexpr std::uint32_t kRings[] = {8, 16, 32, 64};
  if (std::find(std::begin(kRings), std::end(kRings), plan.ring_bits) == std::end(kRings)) {
    return invalid(fmt::format("ring_bits is {}; expected 8, 16, 32 or 64", plan.ring_bits));
  }
  if (auto valid = validate_encoding(plan.input, plan.ring_bits); !valid) return valid;
  if (auto valid = validate_steps(plan); !valid) return valid;
  if (!plan.labels.empty() && plan.labels.size() != plan.outputs()) {
    return invalid(fmt::format("there are {} labels; expected none or {}", plan.labels.size(),
                               plan.outputs()));
  }
  return {};
}

std::string to_hex(const PlanHash& hash) {
  std::string text;
  for (const std::uint8_t byte : hash) text += fmt::format("{:02x}", byte);
  return text;
}

const char* op_name(const Step& step) {
  return std::holds_alternative<DenseStep>(step.op) ? "dense" : "relu";
}

}  // namespace medisc
