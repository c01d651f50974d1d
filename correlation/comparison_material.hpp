/// Correlated randomness of one comparison (adder_circuit.hpp), one party's part.
///
/// With alpha (hospital) and beta (service) the masks of leaf monomials, and gamma = gamma_0 +
/// gamma_1 those of opened wires (all + here is XOR), the dealer's relation is
///   leaf_products_0 + leaf_products_1 = alpha[h] beta[v]   for each leaf product (h, v)
///   mask_products_0 + mask_products_1 = AND of gamma[i]    for each set of masks.
/// The hospital's part comes from its seed whole; of the service's, masks come from its seed
/// and the two product arrays are corrections: one bit a product and value. Source: Beaver
/// triples (MediSC section 3), generalised to three factors and shared masks.
#pragma once

#include "correlation/adder_circuit.hpp"
#include "correlation/party.hpp"
#include "ring/bit_planes.hpp"
#include "ring/derivation.hpp"
#include "ring/seed.hpp"

namespace medisc {

struct ComparisonMaterial {
  BitPlanes leaf_masks;     ///< monomials x lanes: alpha or beta
  BitPlanes masks;          ///< opened x lanes: gamma_i
  BitPlanes leaf_products;  ///< leaf_products x lanes
  BitPlanes mask_products;  ///< mask_products x lanes

  ComparisonMaterial() = default;
  ComparisonMaterial(const AdderCircuit& circuit, std::size_t lanes);
};

/// What `party` expands from its seed: visit(purpose, rows).
template <class Visit>
void each_expansion(Party party, ComparisonMaterial& material, Visit&& visit) {
  visit(Purpose::kLeafMask, material.leaf_masks);
  visit(Purpose::kCarryMask, material.masks);
  if (party == Party::kService) return;
  visit(Purpose::kLeafProduct, material.leaf_products);
  visit(Purpose::kCarryProduct, material.mask_products);
}

/// Fills lanes [offset, offset + lanes) of one bundle with what `party` expands from its seed.
void expand_comparison(Party party, const Seed& seed, std::uint32_t step,
                       ComparisonMaterial& material, std::size_t offset, std::size_t lanes);

/// The service's corrections, in the order they are stored in. `transfer(rows)` moves all rows
/// of one array: the dealer writes with it, the service reads.
template <class Transfer>
void transfer_corrections(ComparisonMaterial& material, Transfer&& transfer) {
  transfer(material.leaf_products);
  transfer(material.mask_products);
}

}  // namespace medisc
