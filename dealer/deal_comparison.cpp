#include "dealer/deal_comparison.hpp"

#include "correlation/comparison_material.hpp"
#include "ring/bit_rows.hpp"

namespace medisc {

void deal_comparison(const AdderCircuit& circuit, std::uint32_t step, std::size_t lanes,
                     const Seed& hospital, const Seed& service, BitWriter& corrections) {
  ComparisonMaterial p0(circuit, lanes);
  ComparisonMaterial p1(circuit, lanes);
  expand_comparison(Party::kHospital, hospital, step, p0, 0, lanes);
  expand_comparison(Party::kService, service, step, p1, 0, lanes);
  using Word = std::uint64_t;
  const auto mask_product = [](Word, Word a, Word b, Word own) {
    return (a & b) ^ own;
  };
  const auto ones = [](Word) {
    return ~Word{0};
  };
  const auto times_mask = [](Word product, Word a, Word b) {
    return product & (a ^ b);
  };

  for (std::size_t i = 0; i < circuit.leaf_products.size(); ++i) {
    const AdderCircuit::LeafProduct& product = circuit.leaf_products[i];
    combine(p1.leaf_products.row(i), mask_product, p0.leaf_masks.row(product.hospital),
            p1.leaf_masks.row(product.service), p0.leaf_products.row(i));
  }
  for (std::size_t i = 0; i < circuit.mask_products.size(); ++i) {
    const BitRow correction = p1.mask_products.row(i);
    combine(correction, ones);
    for (const AdderCircuit::Index mask : circuit.mask_products[i]) {
      combine(correction, times_mask, p0.masks.row(mask), p1.masks.row(mask));
    }
    combine(correction, kAddBits, p0.mask_products.row(i));
  }
  transfer_corrections(p1, [&](BitPlanes& rows) {
    for (std::size_t r = 0; r < rows.rows(); ++r) corrections.lanes(rows.row(r), lanes);
  });
}

}  // namespace medisc
