/// How much memory a session takes, estimated from the public plan, and how many records go
/// into one within a bound.
#pragma once

#include <algorithm>
#include <cstdint>

#include "correlation/gates.hpp"
#include "plan/plan.hpp"

namespace medisc {

/// LOCAL: bytes of the chunks of all records of a session that are read at once: when its
/// bundles are spent, of each of their streams; later, of each stream, but for one chunk a
/// record at least.
inline constexpr std::uint64_t kFirstRead = std::uint64_t{16} << 20;
inline constexpr std::uint64_t kReadAhead = std::uint64_t{4} << 20;

/// Bytes that a session's gates may take while they wait to run, where it may take `memory` in
/// all: they are expanded ahead as far as this goes.
constexpr std::uint64_t gates_ahead(std::uint64_t memory) {
  return std::min(std::uint64_t{64} << 20, memory / 4);
}

/// Bytes that a session of so many records holds at the most, about, at the party that holds
/// more:
///   the gates that are open at once: the widest one, and others as far as `room` goes
///   the tensors that later steps read, where these are the most
///   what the gates work in, one after the other
///   messages on their way
///   chunks of the bundles that have been read
/// The service's packed weights, which its sessions share, come on top.
std::uint64_t session_bytes(const Plan& plan, const Gates& gates, std::uint64_t records,
                            std::uint64_t room);

/// Records a session, `wanted` at most, that stay within `memory` bytes, `gates_ahead` of it
/// for gates; 0 where not even one does.
std::uint64_t records_a_session(const Plan& plan, const Gates& gates, std::uint64_t wanted,
                                std::uint64_t memory);

}  // namespace medisc
