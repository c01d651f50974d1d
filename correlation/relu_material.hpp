/// One party's correlated randomness of a ReLU over a batch: that of its comparison and that of
/// its product. Bundle b of the batch owns lanes [b * size, (b + 1) * size).
#pragma once

#include <span>

#include "correlation/comparison_material.hpp"
#include "correlation/selection_material.hpp"
#include "ring/bit_stream.hpp"
#include "ring/workers.hpp"

namespace medisc {

template <RingWord Word>
struct ReluMaterial {
  ComparisonMaterial comparison;
  SelectionMaterial<Word> selection;
};

/// What `party` expands from its seeds, one a bundle. The service's corrections are still zero.
template <RingWord Word>
ReluMaterial<Word> expand_relu(Party party, const ReluGate& gate, std::span<const Seed> seeds,
                               Workers& workers = this_thread());

/// The service: reads one bundle's corrections, in the order that dealing writes them.
template <RingWord Word>
void read_corrections(const ReluGate& gate, std::size_t bundle, BitReader& corrections,
                      ReluMaterial<Word>& material, Workers& workers = this_thread());

/// Reads `lanes` lanes of every row, to [offset, offset + lanes), which must still be zero.
void read_rows(BitReader& from, BitPlanes& rows, std::size_t offset, std::size_t lanes);

}  // namespace medisc
