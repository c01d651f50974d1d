/// Rewrites that bring a network into a ring that it would leave. Each puts three layers behind
/// a tensor, made of ReLUs and public sums:
///
///   capped      min(x, c)  = c - relu(c - x)     for x >= 0: the result of a ReLU
///   truncated   x          = relu(x + c) - c     for x >= -c: its ReLU cuts low bits off
///
/// A cap lies far above what records make of a layer. It keeps what can be proven of all that
/// follows small, so that nothing wraps around, for any record. A record that goes beyond it
/// gets another result than the network in floating point gives, and the same as the plan's
/// reference.
#pragma once

#include <cstdint>
#include <optional>

#include "compiler/network.hpp"

namespace medisc {

/// Least cap that the planner chooses where no sample tells what a layer reaches, as a power of
/// two: far above the activations of a trained network that normalisation keeps near 1.
inline constexpr int kLeastCapLog2 = 6;

inline constexpr std::uint32_t kInsertedLayers = 3;

/// Behind every reader's back: `tensor` is capped at 2^cap_log2.
Network with_cap(const Network& network, std::uint32_t tensor, int cap_log2);

/// `tensor`, of magnitude 2^bound_log2 at most, passes a ReLU that can cut its scale.
Network with_truncation(const Network& network, std::uint32_t tensor, int bound_log2);

/// The nearest tensor before `layer` that is a ReLU's result and neither capped nor a cap.
std::optional<std::uint32_t> cappable_before(const Network& network, std::size_t layer);

/// Where `layer` is linear, and what it reads comes from a linear layer with no ReLU between
/// them: what it reads.
std::optional<std::uint32_t> untruncated_input(const Network& network, std::size_t layer);

}  // namespace medisc
