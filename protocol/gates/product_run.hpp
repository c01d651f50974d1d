/// A product gate's run, one party's (correlation/product_gate.hpp).
///
/// Flights: from the hospital's message that completes both factors at the service on,
///   service -> hospital   ahat and bhat, k bits a value
/// and then nothing: what the hospital puts next is the next message. A live factor's h travels
/// with the message that completes it.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "correlation/product_gate.hpp"
#include "protocol/link.hpp"
#include "protocol/task.hpp"

namespace medisc {

/// What a run works in: h at the service, then ahat and bhat.
template <RingWord Word>
using ProductMemory = std::array<std::vector<Word>, 2>;

/// A party's shares of both factors, of all records of a batch.
template <RingWord Word>
using Factors = std::array<std::span<const Word>, 2>;

/// Writes its share to `z`. Takes from the service's next message.
template <RingWord Word>
Task<void> product_as_hospital(Link& link, const ProductGate& gate,
                               const ProductMaterial<Word>& material, Factors<Word> shares,
                               ProductMemory<Word>& memory, std::span<Word> z);

/// Writes its share to `z`. `memory` holds h of each factor that is not live; the current
/// message goes on with that of one that is. Leaves the hospital's next message open.
template <RingWord Word>
Task<void> product_as_service(Link& link, const ProductGate& gate,
                              const ProductMaterial<Word>& material, Factors<Word> shares,
                              ProductMemory<Word>& memory, std::span<Word> z);

}  // namespace medisc
