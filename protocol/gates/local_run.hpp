/// Steps that each party computes on its own share: sums over windows, sums of
/// tensors, concatenations. Linear with public coefficients, so shares of the inputs give
/// shares of the result; a public offset goes into the service's. No flights, no bits.
#pragma once

#include <span>
#include <vector>

#include "correlation/local_gate.hpp"
#include "correlation/party.hpp"
#include "ring/word.hpp"

namespace medisc {

/// Writes one party's share of the result, batch x size. `inputs`: its shares, batch x size
/// each.
template <RingWord Word>
void compute_local(const LocalGate& gate, Party party,
                   const std::vector<std::span<const Word>>& inputs, std::size_t batch,
                   std::span<Word> y);

}  // namespace medisc
