/// How much memory a session takes, estimated from the public plan, and how many records go
/// into one within a bound.
#pragma once

#include <cstdint>

#include "correlation/gates.hpp"
#include "plan/plan.hpp"

namespace medisc {

/// Bytes that each record of a session occupies at the party that holds more, about: its bundle
/// (half, openings, prepared shares), what is expanded from it, every tensor of the record, and
/// what the step with the largest one works in.
std::uint64_t session_bytes_a_record(const Plan& plan, const Gates& gates);

/// LOCAL: bytes that a session's gates may take while they wait to run: they are expanded ahead
/// as far as this goes.
inline constexpr std::uint64_t kGatesAhead = std::uint64_t{64} << 20;

struct SessionBounds {
  std::uint64_t memory = std::uint64_t{256} << 20;  ///< bytes of all its records together
  std::uint64_t message = UINT64_MAX;               ///< bytes of one message
};

/// Records a session, `wanted` at most and one at least, that stay within the bounds.
std::uint64_t records_a_session(const Plan& plan, const Gates& gates, std::uint64_t wanted,
                                const SessionBounds& bounds);

}  // namespace medisc
