/// Dealing a product gate: shares of r_a r_b.
#pragma once

#include "correlation/product_gate.hpp"
#include "ring/bit_stream.hpp"
#include "ring/seed.hpp"

namespace medisc {

/// The service's corrections in `service.mask_product`, from both parties' masks and the
/// hospital's share.
template <RingWord Word>
void deal_material(const ProductGate& gate, const ProductMaterial<Word>& hospital,
                   ProductMaterial<Word>& service);

/// Writes one bundle's corrections.
template <RingWord Word>
void deal_product(const ProductGate& gate, const Seed& hospital, const Seed& service,
                  BitWriter& corrections);

}  // namespace medisc
