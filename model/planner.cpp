#include "model/planner.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "model/bounds.hpp"
#include "model/powers.hpp"
#include "model/quantise.hpp"
#include "model/weights_tag.hpp"

namespace medisc {
namespace {

Result<void> check_chain(const Network& network) {
  bool dense_next = true;
  for (const Layer& layer : network.layers) {
    if (std::holds_alternative<Dense>(layer.op) == dense_next) {
      dense_next = !dense_next;
      continue;
    }
    return fail(ErrorCode::kUnsupported,
                fmt::format("layer '{}' stands where a {} layer should", layer.name,
                            dense_next ? "dense" : "ReLU"));
  }
  if (dense_next) {
    return fail(ErrorCode::kUnsupported, "the network does not end with a dense layer");
  }
  return {};
}

class Planner {
 public:
  explicit Planner(const PlanOptions& options) : options_(options) {}

  Result<CompiledModel> run(const Network& network) {
    Plan& plan = compiled_.plan;
    plan.ring_bits = options_.ring_bits;
    plan.labels = options_.labels;
    plan.input = encoding_of(options_, network.features);
    scale_ = static_cast<std::int32_t>(plan.input.bits);
    bounds_ = symmetric_bounds(network.features, Wide{1} << plan.input.bits);

    for (const Layer& layer : network.layers) {
      if (const Relu* relu = std::get_if<Relu>(&layer.op)) {
        add(layer.name, *relu);
      } else if (auto added = add(layer.name, std::get<Dense>(layer.op)); !added) {
        return tl::unexpected(added.error());
      }
    }
    if (options_.tag_key) plan.weights_tag = tag_of(compiled_.weights, *options_.tag_key);
    if (auto valid = validate(plan); !valid) return tl::unexpected(valid.error());
    return std::move(compiled_);
  }

 private:
  Result<void> add(const std::string& name, Dense dense) {
    Plan& plan = compiled_.plan;
    const bool first = plan.steps.empty();
    if (first) scale_columns(dense, plan.input.range_log2);
    const unsigned input_bits = signed_bits(magnitude(bounds_));
    const std::int32_t matrix_scale =
        weight_scale(dense, options_.weight_bits, input_bits - 1, scale_);
    scale_ += matrix_scale;
    auto weights = quantise(dense, matrix_scale, scale_);
    if (!weights) return overflow(name, weights.error().context);
    bounds_ = dense_bounds(*weights, bounds_);

    const Wide bound = magnitude(bounds_);
    const unsigned proven = signed_bits(bound);
    // The tensor that this layer reads is shared mod 2^width too, so it has to fit as well.
    const unsigned needed = first ? proven : std::max(proven, input_bits);
    if (needed > options_.ring_bits) {
      return overflow(name, fmt::format("its result needs {} bits, and the ring has {}", needed,
                                        options_.ring_bits));
    }
    const std::uint32_t width = options_.full_width ? options_.ring_bits : needed + needed % 2;
    if (!first) std::get<ReluStep>(plan.steps.back().op).output_width = width;
    if (!first) compiled_.report.back().width = width;

    std::int64_t largest = 0;
    for (const std::int32_t weight : weights->matrix) {
      largest = std::max(largest, std::abs(std::int64_t{weight}));
    }
    plan.steps.push_back({name, scale_, DenseStep{dense.inputs, dense.outputs, width}});
    compiled_.report.push_back({name, op_name(plan.steps.back()), dense.inputs, dense.outputs,
                                scale_, 0, static_cast<double>(bound), proven, width,
                                signed_bits(largest) - 1});
    compiled_.weights.push_back(std::move(*weights));
    return {};
  }

  void add(const std::string& name, const Relu& relu) {
    Plan& plan = compiled_.plan;
    const std::uint32_t width = plan.output_width();
    const std::uint32_t shift = choose_shift(width);
    scale_ -= static_cast<std::int32_t>(shift);
    bounds_ = relu_bounds(bounds_, shift);
    const Wide bound = magnitude(bounds_);
    plan.steps.push_back({name, scale_, ReluStep{relu.size, width, shift, 0}});
    compiled_.report.push_back({name, op_name(plan.steps.back()), relu.size, relu.size, scale_,
                                shift, static_cast<double>(bound), signed_bits(bound), 0, 0});
  }

  /// Leaves activation_bits fractional bits, and one more for each power of two that the
  /// results stay below 1.
  std::uint32_t choose_shift(std::uint32_t width) const {
    const double bound = std::ldexp(static_cast<double>(magnitude(bounds_)), -scale_);
    const int below_one = bound > 0 ? std::max(0, -ceil_log2(bound)) : 0;
    const int wanted = scale_ - static_cast<int>(options_.activation_bits) - below_one;
    return static_cast<std::uint32_t>(std::clamp(wanted, 0, static_cast<int>(width) - 2));
  }

  static tl::unexpected<Error> overflow(const std::string& layer, const std::string& reason) {
    return fail(ErrorCode::kOverflow, fmt::format("layer '{}': {}", layer, reason),
                "use ring_bits = 64, fewer input, weight or activation bits, or smaller input "
                "ranges");
  }

  const PlanOptions& options_;
  CompiledModel compiled_;
  Bounds bounds_;           ///< of the last step's result
  std::int32_t scale_ = 0;  ///< likewise
};

}  // namespace

Result<CompiledModel> compile(const Network& network, const PlanOptions& options) {
  if (auto chain = check_chain(network); !chain) return tl::unexpected(chain.error());
  auto checked = check_options(options, network.features, network.outputs());
  if (!checked) return tl::unexpected(checked.error());
  return Planner(options).run(network);
}

}  // namespace medisc
