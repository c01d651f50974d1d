/// A plan as bytes, for storage.
#pragma once

#include <cstdint>
#include <span>

#include "error/error.hpp"
#include "plan/plan.hpp"
#include "ring/word.hpp"

namespace medisc {

/// The plan alone (struct Plan of medisc.capnp), equal plans as equal bytes.
/// Precondition: `validate(plan)` holds.
Bytes encode_plan(const Plan& plan);

/// Back from bytes, checked as `decode` checks a plan: limits, and `validate`.
/// Errors: kProtocol, naming the step and the field.
Result<Plan> decode_plan(std::span<const std::uint8_t> bytes);

}  // namespace medisc
