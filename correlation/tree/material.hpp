/// Correlated randomness of a tree (circuit.hpp), one party's part.
///
/// With r = r0 + r1 mod 2^k (correlation/reveal.hpp) and gamma = gamma_0 + gamma_1 the masks of
/// opened wires (all other + is XOR), the dealer's relation is
///   monomials_0 + monomials_1         = AND of bits of r, for each monomial
///   mask_products_0 + mask_products_1 = AND of gamma_i, for each set of masks.
/// Source: Beaver triples (MediSC section 3), of more factors and shared masks.
#pragma once

#include "correlation/arrays.hpp"
#include "correlation/tree/circuit.hpp"

namespace medisc {

struct TreeMaterial {
  BitPlanes monomials;      ///< circuit.monomials x lanes
  BitPlanes masks;          ///< circuit.opened x lanes: gamma_i
  BitPlanes mask_products;  ///< circuit.mask_products x lanes
};

template <RingWord Word>
Arrays<Word> arrays_of(const TreeCircuit& circuit, std::uint32_t step, TreeMaterial& material) {
  const auto rows = [](std::size_t count) {
    return static_cast<unsigned>(count);
  };
  return {
      {Held::kShared, Purpose::kMonomial, step, rows(circuit.monomials), &material.monomials,
       nullptr},
      {Held::kEach, Purpose::kWireMask, step, rows(circuit.opened), &material.masks, nullptr},
      {Held::kShared, Purpose::kWireProduct, step, rows(circuit.mask_products.size()),
       &material.mask_products, nullptr}};
}

}  // namespace medisc
