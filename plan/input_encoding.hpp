/// Between a hospital's numbers and the integers of a plan.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "plan/plan.hpp"

namespace medisc {

/// Of a record that is preprocessed already, one integer a feature: round(x * 2^(bits -
/// range_log2)), halves away from zero. Errors: kBadInput if the count is not
/// encoding.features, or naming the first column (from 1) that is not a number or out of range,
/// and its name where `names` has one a column. An error never shows a value.
Result<std::vector<std::int64_t>> encode(const InputEncoding& encoding,
                                         std::span<const double> record,
                                         std::span<const std::string> names = {});

/// A record as the hospital has it: preprocessed by the plan's manifest, then encoded. Errors:
/// the same; a column that no name is given for has that of the manifest.
Result<std::vector<std::int64_t>> encode(const Plan& plan, std::span<const double> record,
                                         std::span<const std::string> names = {});

/// Integers at plan.output_scale() as numbers.
std::vector<double> decode_logits(const Plan& plan, std::span<const std::int64_t> logits);

/// Softmax; for a single logit its sigmoid, the probability of "yes".
std::vector<double> probabilities(std::span<const double> logits);

/// A range a feature, from sample records (row major, `columns` values each): the smallest
/// power of two that no sample exceeds, doubled, for records that nobody has seen yet. 1 for a
/// feature that is always 0.
std::vector<double> ranges_of(std::span<const double> records, std::size_t columns);

}  // namespace medisc
