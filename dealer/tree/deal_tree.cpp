#include "dealer/tree/deal_tree.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "ring/bit_rows.hpp"

namespace medisc {
namespace {

using Word = std::uint64_t;

constexpr auto kMultiplySum = [](Word s, Word a, Word b) {
  return s & (a ^ b);
};
constexpr auto kProduct = [](Word, Word a, Word b) {
  return a & b;
};

void copy(BitRow to, ConstBitRow from) {
  std::copy(from.begin(), from.end(), to.begin());
}

/// The monomials of one leaf, each from the one without its highest bit.
void deal_monomials(std::size_t first, unsigned bits, unsigned low, const BitPlanes& mask_bits,
                    BitPlanes& values) {
  for (std::uint64_t subset = 1; subset >> bits == 0; ++subset) {
    const auto highest = static_cast<unsigned>(std::bit_width(subset)) - 1;
    const std::uint64_t rest = subset ^ (std::uint64_t{1} << highest);
    const BitRow value = values.row(first + subset - 1);
    const ConstBitRow bit = mask_bits.row(low + highest);
    if (rest == 0) {
      copy(value, bit);
    } else {
      combine(value, kProduct, std::as_const(values).row(first + rest - 1), bit);
    }
  }
}

void add_rows(BitPlanes& sum, const BitPlanes& terms) {
  for (std::size_t r = 0; r < sum.rows(); ++r) combine(sum.row(r), kAddBits, terms.row(r));
}

}  // namespace

void deal_tree(const TreeCircuit& circuit, const BitPlanes& mask_bits,
               const TreeMaterial& hospital, TreeMaterial& service) {
  for (const TreeCircuit::Leaf& leaf : circuit.leaves) {
    deal_monomials(leaf.monomials, leaf.bits, leaf.low, mask_bits, service.monomials);
  }
  add_rows(service.monomials, hospital.monomials);

  for (std::size_t i = 0; i < circuit.mask_products.size(); ++i) {
    const BitRow product = service.mask_products.row(i);
    std::fill(product.begin(), product.end(), ~Word{0});
    for (const TreeCircuit::Index mask : circuit.mask_products[i]) {
      combine(product, kMultiplySum, hospital.masks.row(mask),
              std::as_const(service.masks).row(mask));
    }
  }
  add_rows(service.mask_products, hospital.mask_products);
}

}  // namespace medisc
