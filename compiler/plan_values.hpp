/// The plan in integers, fast: what the reference gives, for networks of thousands of millions
/// of products.
///
/// Integers are held as doubles, exactly as long as no sum reaches 2^53 and no result leaves
/// its width; where one could, the reference itself (plan/reference.hpp) is asked instead.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "compiler/network.hpp"
#include "plan/plan.hpp"
#include "plan/weights.hpp"

namespace medisc {

class PlanValues {
 public:
  /// Refers to both; the plan is valid and the weights are its own.
  PlanValues(const Plan& plan, const Weights& weights);

  /// The record, encoded, and the result of each step, in order, as integers.
  std::vector<std::vector<double>> tensors(std::span<const std::int64_t> record) const;

 private:
  struct Fast {
    LayerOp op;          ///< the step over integers, where a Network has such a layer
    double longest = 0;  ///< of a linear step: the largest sum of |weights| of a result
    double largest_bias = 0;
  };

  /// None where the step's result may not be exact.
  std::optional<std::vector<double>> result(
      std::size_t step, std::vector<const std::vector<double>*> inputs) const;

  const Plan& plan_;
  const Weights& weights_;
  std::vector<Fast> fast_;  ///< one a step
};

}  // namespace medisc
