/// What speaks against a plan's fidelity: samples that are not like the records to come.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "compiler/planner.hpp"
#include "error/error.hpp"

namespace medisc {

/// So few samples tell little.
inline constexpr std::size_t kFewSamples = 16;

/// Samples that were given, row major, as the network sees them: not all the same record.
/// Errors: kBadInput.
Result<void> expect_different(std::span<const double> samples, std::size_t features);

/// Errors: kBadInput where most samples lay beyond the input ranges.
Result<void> expect_within(const Fidelity& fidelity);

/// One line each: samples that were left out, few samples, samples or ranges that do not fit
/// each other, ranges that do not fit the network's first layer.
std::vector<std::string> sample_doubts(const Network& network, std::span<const double> ranges,
                                       const Fidelity& fidelity);

/// One line each: records that go far beyond what the plan was measured on, or, of records that
/// were drawn, stay far within. `encoded` as encode() makes it, with a name each.
std::vector<std::string> record_doubts(const CompiledModel& model,
                                       std::span<const std::vector<std::int64_t>> encoded,
                                       std::span<const std::string> names);

}  // namespace medisc
