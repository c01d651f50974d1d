/// The plan in plaintext, in the very integers of the protocol: what the secure result must
/// equal bit for bit.
///
/// Dense, conv: y = W x + b mod 2^width, read as a signed integer in [-2^(width-1),
/// 2^(width-1)). Threshold: z = f(y >> shift), y mod 2^width and z mod 2^output_width likewise.
/// Max-pool: the protocol's tree of b + max(a - b, 0) mod 2^width, so that records beyond a
/// calibrated width wrap here as they do there. The other steps as plan.hpp says. No floating
/// point; products wrap mod 2^64, which every width divides.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plan/plan.hpp"
#include "plan/weights.hpp"

namespace medisc {

/// The logits of one encoded record, at plan.output_scale(). `input` has plan.input.features
/// integers; the plan is valid and the weights are its own.
std::vector<std::int64_t> reference(const Plan& plan, const Weights& weights,
                                    std::span<const std::int64_t> input);

/// The result of every step, in order.
std::vector<std::vector<std::int64_t>> reference_steps(const Plan& plan, const Weights& weights,
                                                       std::span<const std::int64_t> input);

}  // namespace medisc
