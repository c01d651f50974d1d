/// Label-only output: the steps behind the logits that leave the hospital the arg max alone.
///
/// Logits z_i of C classes become distinct integers z'_i = C' z_i + (C - 1 - i), C' = 2^t >= C,
/// in the weights of the last layer, so that of equal logits the first is the largest. Then
///   m = max z',   r_i = relu(z'_i - m + 1)
/// is 1 at the arg max and 0 elsewhere, and the hospital gets the shares of r: two bits a
/// class.
///
/// A binary task says yes where the sigmoid of z = z_1 - z_0 reaches the threshold t, that is
/// where z >= log(t / (1 - t)). z_1 is less by that, rounded up to its scale, and of equal ones
/// the second wins: z'_i = C' z_i + i.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/network.hpp"
#include "plan/plan.hpp"
#include "plan/weights.hpp"

namespace medisc {

/// A label is found by a tree of comparisons over all of them.
inline constexpr std::uint32_t kMaxLabelClasses = 4096;

/// A network whose last layer is a Dense with at least two results. A single logit z becomes
/// (0, z): a "no" and a "yes". At most kMaxLabelClasses logits: a max-pool runs over
/// them.
Network with_class_logits(const Network& network);

/// t for so many classes.
unsigned distinct_bits(std::uint32_t classes);

/// Bits that a layer's largest weight may have so that 32 hold it with the factor C'.
unsigned distinct_weight_bits(std::uint32_t classes);

/// Makes the results of a dense layer distinct, of equal ones the last the largest where
/// `last_wins`, else the first; its scale grows by distinct_bits. False, and weights half way,
/// where a weight would leave 31 bits or a bias 62.
[[nodiscard]] bool make_distinct(LinearWeights& weights, std::uint32_t classes,
                                 bool last_wins = false);

/// The logit that a probability stands for: log(t / (1 - t)), 0 < t < 1.
double threshold_logit(double threshold);

/// What a plan's second logit has been lowered by: a binary label's threshold, as a logit.
double raised_by(const Plan& plan);

/// Takes the threshold from the second of two results at `scale`.
void raise_threshold(LinearWeights& weights, double threshold, std::int32_t scale);

/// Max, difference and relu behind `logits`, a tensor of distinct integers; widths 0.
std::vector<Step> label_steps(std::uint32_t logits, std::uint32_t classes);

}  // namespace medisc
