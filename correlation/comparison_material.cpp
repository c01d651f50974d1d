#include "correlation/comparison_material.hpp"

#include "ring/derivation.hpp"

namespace medisc {

ComparisonMaterial::ComparisonMaterial(const AdderCircuit& circuit, std::size_t lanes)
    : leaf_masks(circuit.monomials.size(), lanes),
      masks(circuit.opened, lanes),
      leaf_products(circuit.leaf_products.size(), lanes),
      mask_products(circuit.mask_products.size(), lanes) {}

void expand_comparison(Party party, const Seed& seed, std::uint32_t step,
                       ComparisonMaterial& material, std::size_t offset, std::size_t lanes) {
  expand_lanes(seed, Purpose::kLeafMask, step, material.leaf_masks, offset, lanes);
  expand_lanes(seed, Purpose::kCarryMask, step, material.masks, offset, lanes);
  if (party == Party::kService) return;
  expand_lanes(seed, Purpose::kLeafProduct, step, material.leaf_products, offset, lanes);
  expand_lanes(seed, Purpose::kCarryProduct, step, material.mask_products, offset, lanes);
}

}  // namespace medisc
