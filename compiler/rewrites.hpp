/// Rewrites that bring a network into a ring that it would leave.
///
///   capped      f(x) is cut to [-c, c] where f leaves every bound: two bends more at most, of
///   the
///               same gate
///   truncated   x passes an activation that is x itself, whose gate cuts low bits off
///
/// A cap lies far above what records make of a layer. It keeps what can be proven of all that
/// follows small, so that nothing wraps around, for any record. A record that goes beyond it
/// gets another result than the network in floating point gives, and the same as the plan's
/// reference.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/network.hpp"

namespace medisc {

/// Least cap that the planner chooses where no sample tells what a layer reaches, as a power of
/// two: far above the activations of a trained network that normalisation keeps near 1.
inline constexpr int kLeastCapLog2 = 6;

/// The activation whose result is `tensor`, cut to 2^cap_log2.
Network with_cap(Network network, std::uint32_t tensor, int cap_log2);

/// `tensor` passes an activation behind every reader's back: one layer more.
Network with_truncation(Network network, std::uint32_t tensor);

/// What with_truncation(network, tensor) was made of.
Network without_truncation(Network network, std::uint32_t tensor);

/// The nearest tensor before `layer` that is the result of an activation without bounds.
std::optional<std::uint32_t> cappable_before(const Network& network, std::size_t layer);

/// The least cap of a cappable tensor that leaves its bends as they are, as a power of two.
int least_cap_log2(const Network& network, std::uint32_t tensor);

/// Where `layer` is linear, and what it reads comes from a linear layer with no activation
/// between them: what it reads.
std::optional<std::uint32_t> untruncated_input(const Network& network, std::size_t layer);

/// The same, in ascending order; of a concatenation those of its parts that come from linear
/// layers, since others read them, too.
std::vector<std::uint32_t> untruncated_parts(const Network& network, std::size_t layer);

}  // namespace medisc
