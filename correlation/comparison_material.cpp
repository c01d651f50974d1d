#include "correlation/comparison_material.hpp"

namespace medisc {

ComparisonMaterial::ComparisonMaterial(const AdderCircuit& circuit, std::size_t lanes)
    : leaf_masks(circuit.monomials.size(), lanes),
      masks(circuit.opened, lanes),
      leaf_products(circuit.leaf_products.size(), lanes),
      mask_products(circuit.mask_products.size(), lanes) {}

void expand_comparison(Party party, const Seed& seed, std::uint32_t step,
                       ComparisonMaterial& material, std::size_t offset, std::size_t lanes) {
  each_expansion(party, material, [&](Purpose purpose, BitPlanes& rows) {
    expand_lanes(seed, purpose, step, rows, offset, lanes);
  });
}

}  // namespace medisc
