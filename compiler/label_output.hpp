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
///
/// A map has a choice of its own at each of P positions: z', r are C x P, and m one number a
/// position, C copies of which are as large as z'. Of one logit a position r = [z >= 0], as
/// a map of such logits says yes there.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/network.hpp"
#include "plan/plan.hpp"
#include "plan/weights.hpp"

namespace medisc {

/// A label is found by a tree of comparisons over all of them.
inline constexpr std::uint32_t kMaxLabelClasses = 4096;

/// One class out of several, at each of several positions.
struct Choice {
  std::uint32_t classes = 0;
  std::uint32_t positions = 1;
};

/// What becomes of a network's results: C x P of them for a map, C x 1 else.
Choice choice_of(const Outcome& outcome, std::uint32_t results);

/// A network whose last layer is a Dense with at least two results. A single logit z becomes
/// (0, z): a "no" and a "yes". At most kMaxLabelClasses logits: a max-pool runs over
/// them.
Network with_class_logits(const Network& network);

/// A map's network whose last layer is linear and has no bias that two of the classes share:
/// one that is not gets a 1 x 1 convolution behind it.
Network with_pixel_logits(const Network& network, const Choice& choice);

/// t for so many classes.
unsigned distinct_bits(std::uint32_t classes);

/// Bits that a layer's largest weight may have so that 32 hold it with the factor C'.
unsigned distinct_weight_bits(std::uint32_t classes);

/// Makes the results of a linear layer distinct, of equal ones the last the largest where
/// `last_wins`, else the first; its scale grows by distinct_bits. Its biases are as many for
/// each class, one class after the other. False, and weights half way, where a weight would
/// leave 31 bits or a bias 62.
[[nodiscard]] bool make_distinct(LinearWeights& weights, std::uint32_t classes,
                                 bool last_wins = false);

/// The logit that a probability stands for: log(t / (1 - t)), 0 < t < 1.
double threshold_logit(double threshold);

/// What a plan's second logit has been lowered by: a binary label's threshold, as a logit.
double raised_by(const Plan& plan);

/// Takes the threshold from the second of two results at `scale`.
void raise_threshold(LinearWeights& weights, double threshold, std::int32_t scale);

/// Max, its copies, difference and relu behind `logits`, a tensor of distinct integers; or the
/// one threshold of a map of single logits. Widths 0.
std::vector<Step> label_steps(std::uint32_t logits, const Choice& choice);

}  // namespace medisc
