/// A linear layer over shares (MediSC section 5.1). One flight up, `inputs` residues of `width`
/// bits; nothing down.
///
///   hospital  sends x0 - u;  its share of the result is D u + a2 = W u - v, computed ahead
///   service   computes W (x0 - u + x1) + v + b
/// All mod 2^width; W: matrix or convolution. x: batch x inputs, y: batch x outputs, row major.
/// x1 is empty where the hospital holds x whole (the first layer).
#pragma once

#include <span>
#include <vector>

#include "correlation/linear_material.hpp"
#include "protocol/link.hpp"

namespace medisc {

/// The service's weights as residues, and v for every record of the batch.
template <RingWord Word>
struct LinearMaterial {
  const LinearMap<Word>* map = nullptr;  ///< W
  std::span<const Word> bias;            ///< b
  std::vector<Word> v;                   ///< batch x outputs
};

/// Hospital: puts x0 - u. u: batch x inputs.
template <RingWord Word>
void put_masked_input(Link& link, const LinearGate& gate, std::span<const Word> x0,
                      std::span<const Word> u);

/// Hospital, ahead of time: D u + a2.
template <RingWord Word>
std::vector<Word> offline_share(const LinearGate& gate, const LinearMap<Word>& masked_weights,
                                std::span<const Word> u, std::span<const Word> a2);

/// Service: takes x0 - u from the current message.
template <RingWord Word>
std::vector<Word> take_linear(Link& link, const LinearGate& gate,
                              const LinearMaterial<Word>& material, std::span<const Word> x1);

}  // namespace medisc
