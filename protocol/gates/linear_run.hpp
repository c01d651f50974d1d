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

/// What a party's layers work in, one after the other.
template <RingWord Word>
struct LinearMemory {
  std::vector<Word> x;  ///< what is sent, or multiplied
  LinearScratch scratch;

  /// Makes room for a layer ahead of time; `map` is null at the hospital.
  void reserve(const LinearGate& gate, const LinearMap<Word>* map, std::size_t batch,
               std::size_t threads);
};

/// Hospital, ahead of time: D u + a2, of one record.
template <RingWord Word>
std::vector<Word> offline_share(const LinearGate& gate, const LinearMap<Word>& masked_weights,
                                std::span<const Word> u, std::span<const Word> a2,
                                Workers& workers = this_thread());

/// Sends x0 - u, but for what is left to flush. u: batch x inputs.
template <RingWord Word>
Task<void> linear_as_hospital(Link& link, LinearGate gate, std::span<const Word> x0,
                              std::span<const Word> u, LinearMemory<Word>& memory);

/// Takes x0 - u from the current message, and multiplies what has come of it while the rest is
/// on its way; writes its share of y.
template <RingWord Word>
Task<void> linear_as_service(Link& link, LinearGate gate, const LinearMaterial<Word>& material,
                             std::span<const Word> x1, LinearMemory<Word>& memory,
                             std::span<Word> y);

}  // namespace medisc
