/// Records as integers, and what the reference makes of a batch of them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plan/plan.hpp"
#include "plan/weights.hpp"

namespace medisc::test {

/// Any integers: a plan wraps them, and so does the reference.
std::vector<std::int64_t> any_records(const Plan& plan, std::size_t batch, std::uint64_t seed);

/// Integers that the plan's input encoding may yield, both ends among them.
std::vector<std::int64_t> encoded_records(const Plan& plan, std::size_t batch,
                                          std::uint64_t seed);

/// batch x outputs logits in plaintext.
std::vector<std::int64_t> reference_batch(const Plan& plan, const Weights& weights,
                                          std::span<const std::int64_t> records);

}  // namespace medisc::test
