#include "dealer/deal_comparison.hpp"

#include "correlation/comparison_material.hpp"

namespace medisc {

void deal_comparison(const AdderCircuit& circuit, std::uint32_t step, std::size_t lanes,
                     const Seed& hospital, const Seed& service, BitWriter& corrections) {
  ComparisonMaterial p0(circuit, lanes);
  ComparisonMaterial p1(circuit, lanes);
  expand_comparison(Party::kHospital, hospital, step, p0, 0, lanes);
  expand_comparison(Party::kService, service, step, p1, 0, lanes);
  const std::size_t words = BitPlanes::words_for(lanes);

  for (std::size_t i = 0; i < circuit.leaf_products.size(); ++i) {
    const auto alpha = p0.leaf_masks.row(circuit.leaf_products[i].hospital);
    const auto beta = p1.leaf_masks.row(circuit.leaf_products[i].service);
    const auto own = p0.leaf_products.row(i);
    const auto correction = p1.leaf_products.row(i);
    for (std::size_t w = 0; w < words; ++w) correction[w] = (alpha[w] & beta[w]) ^ own[w];
  }
  for (std::size_t i = 0; i < circuit.mask_products.size(); ++i) {
    const auto own = p0.mask_products.row(i);
    const auto correction = p1.mask_products.row(i);
    for (std::size_t w = 0; w < words; ++w) {
      std::uint64_t product = ~std::uint64_t{0};
      for (const AdderCircuit::Index mask : circuit.mask_products[i]) {
        product &= p0.masks.row(mask)[w] ^ p1.masks.row(mask)[w];
      }
      correction[w] = product ^ own[w];
    }
  }
  transfer_corrections(p1, [&](BitPlanes& rows) {
    for (std::size_t r = 0; r < rows.rows(); ++r) corrections.lanes(rows.row(r), lanes);
  });
}

}  // namespace medisc
