#include "protocol/comparison.hpp"

#include <algorithm>
#include <bit>

namespace medisc {
namespace {

using Index = AdderCircuit::Index;
using Row = std::span<std::uint64_t>;
using ConstRow = std::span<const std::uint64_t>;

void copy(Row to, ConstRow from) {
  std::copy(from.begin(), from.end(), to.begin());
}

void add(Row sum, ConstRow term) {
  for (std::size_t w = 0; w < sum.size(); ++w) sum[w] ^= term[w];
}

/// sum += a AND b.
void add_product(Row sum, ConstRow a, ConstRow b) {
  for (std::size_t w = 0; w < sum.size(); ++w) sum[w] ^= a[w] & b[w];
}

/// sum += a AND b + c.
void add_product(Row sum, ConstRow a, ConstRow b, ConstRow c) {
  for (std::size_t w = 0; w < sum.size(); ++w) sum[w] ^= (a[w] & b[w]) ^ c[w];
}

/// sum += AND of the rows of `bits` that `monomial` names.
void add_monomial(const BitPlanes& bits, std::uint64_t monomial, const Slice& slice, Row sum) {
  const auto next = [&] {
    const auto row = static_cast<std::size_t>(std::countr_zero(monomial));
    monomial &= monomial - 1;
    return slice.row(bits, row);
  };
  switch (std::popcount(monomial)) {
    case 0:
      for (std::uint64_t& word : sum) word = ~word;
      return;
    case 1:
      return add(sum, next());
    case 2: {
      const ConstRow a = next();
      return add_product(sum, a, next());
    }
    default: {
      const ConstRow a = next();
      const ConstRow b = next();
      const ConstRow c = next();
      for (std::size_t w = 0; w < sum.size(); ++w) sum[w] ^= a[w] & b[w] & c[w];
    }
  }
}

}  // namespace

void put_leaf_openings(const AdderCircuit& circuit, const BitPlanes& share_bits,
                       const BitPlanes& leaf_masks, Row opening, const Slice& slice,
                       SliceWriter& out) {
  for (std::size_t i = 0; i < circuit.monomials.size(); ++i) {
    copy(opening, slice.row(leaf_masks, i));
    add_monomial(share_bits, circuit.monomials[i], slice, opening);
    out.lanes(opening);
  }
}

void HospitalLeaves::reshape(const AdderCircuit& circuit, std::size_t lanes) {
  monomials.reshape(circuit.monomials.size(), lanes);
  sums.reshape(circuit.leaves.size(), lanes);
  top.reshape(1, lanes);
}

void hospital_leaves(const AdderCircuit& circuit, const ComparisonMaterial& material,
                     const BitPlanes& share_bits, HospitalLeaves& leaves, const Slice& slice) {
  for (std::size_t i = 0; i < circuit.monomials.size(); ++i) {
    const Row monomial = slice.row(leaves.monomials, i);
    std::fill(monomial.begin(), monomial.end(), 0);
    add_monomial(share_bits, circuit.monomials[i], slice, monomial);
  }
  for (std::size_t wire = 0; wire < circuit.leaves.size(); ++wire) {
    const Row sum = slice.row(leaves.sums, wire);
    std::fill(sum.begin(), sum.end(), 0);
    for (const Index product : circuit.leaves[wire].products) {
      add(sum, slice.row(material.leaf_products, product));
    }
    for (const std::uint64_t monomial : circuit.leaves[wire].hospital) {
      add_monomial(share_bits, monomial, slice, sum);
    }
  }
  copy(slice.row(leaves.top, 0), slice.row(share_bits, circuit.width - 1));
}

void service_leaf_sums(const AdderCircuit& circuit, const ComparisonMaterial& material,
                       const BitPlanes& openings, BitPlanes& sums, const Slice& slice) {
  for (std::size_t wire = 0; wire < circuit.leaves.size(); ++wire) {
    const Row sum = slice.row(sums, wire);
    std::fill(sum.begin(), sum.end(), 0);
    for (const Index i : circuit.leaves[wire].products) {
      const AdderCircuit::LeafProduct& product = circuit.leaf_products[i];
      add_product(sum, slice.row(openings, product.hospital),
                  slice.row(material.leaf_masks, product.service),
                  slice.row(material.leaf_products, i));
    }
  }
}

void Comparison::Memory::reshape(const AdderCircuit& circuit, std::size_t lanes) {
  wires.reshape(circuit.wires, lanes);
  opened.reshape(circuit.opened, lanes);
  taken.reshape(std::max<std::size_t>(1, circuit.monomials.size()), lanes);
}

std::size_t Comparison::opens(std::size_t level) const {
  return level < circuit_.levels.size() ? circuit_.levels[level].opens.size() : 0;
}

std::size_t Comparison::first_mask(std::size_t level) const {
  std::size_t mask = 0;
  for (std::size_t l = 0; l < level; ++l) mask += opens(l);
  return mask;
}

std::size_t Comparison::bits_in(std::size_t turn) const {
  if (party_ == Party::kService) {
    return turn == 0 ? 0 : opens(2 * turn - 2) + opens(2 * turn - 1);
  }
  return (turn == 0 ? circuit_.monomials.size() : opens(2 * turn - 1)) + opens(2 * turn);
}

std::size_t Comparison::bits_out(std::size_t turn) const {
  if (party_ == Party::kHospital) return opens(2 * turn) + opens(2 * turn + 1);
  return (turn == 0 ? circuit_.monomials.size() : opens(2 * turn - 1)) + opens(2 * turn);
}

void Comparison::take_leaves(const HospitalLeaves& leaves, const Slice& slice,
                             SliceReader& in) {
  for (std::size_t wire = 0; wire < circuit_.leaves.size(); ++wire) {
    copy(slice.row(memory_.wires, wire), slice.row(leaves.sums, wire));
  }
  for (std::size_t i = 0; i < circuit_.monomials.size(); ++i) {
    in.lanes(slice.row(memory_.taken, i));
  }
  for (std::size_t wire = 0; wire < circuit_.leaves.size(); ++wire) {
    for (const Index i : circuit_.leaves[wire].products) {
      const AdderCircuit::LeafProduct& product = circuit_.leaf_products[i];
      add_product(slice.row(memory_.wires, wire), slice.row(memory_.taken, product.service),
                  slice.row(leaves.monomials, product.hospital));
    }
  }
}

void Comparison::put_leaves(const BitPlanes& share_bits, const BitPlanes& sums,
                            const Slice& slice, SliceWriter& out) {
  put_leaf_openings(circuit_, share_bits, material_.leaf_masks, slice.row(memory_.taken, 0),
                    slice, out);
  for (std::size_t wire = 0; wire < circuit_.leaves.size(); ++wire) {
    const Row leaf = slice.row(memory_.wires, wire);
    copy(leaf, slice.row(sums, wire));
    for (const std::uint64_t monomial : circuit_.leaves[wire].service) {
      add_monomial(share_bits, monomial, slice, leaf);
    }
  }
}

void Comparison::advance(std::size_t turn, const Slice& slice, SliceReader& in,
                         SliceWriter& out) {
  const std::size_t levels = circuit_.levels.size();
  // Whoever has the other's openings of a level completes it, and opens the next.
  const std::size_t next = 2 * turn;
  if (party_ == Party::kHospital) {
    if (turn > 0) take_level(next - 1, slice, in);
    if (next == levels) return;
    put_level(next, slice, out);
    take_level(next, slice, in);
    put_level(next + 1, slice, out);
  } else {
    if (turn > 0) {
      take_level(next - 2, slice, in);
      put_level(next - 1, slice, out);
      take_level(next - 1, slice, in);
    }
    if (next < levels) put_level(next, slice, out);
  }
}

std::span<const std::uint64_t> Comparison::carry_out(const Slice& slice) const {
  return slice.row(memory_.wires, circuit_.carry_out);
}

std::span<const std::uint64_t> Comparison::carry_in(const Slice& slice) const {
  return slice.row(memory_.wires, *circuit_.carry_in);
}

std::span<const std::uint64_t> Comparison::wrap(const Slice& slice) const {
  return slice.row(memory_.wires, *circuit_.wrap);
}

void Comparison::put_level(std::size_t level, const Slice& slice, SliceWriter& out) {
  std::size_t mask = first_mask(level);
  for (const Index wire : circuit_.levels[level].opens) {
    const Row opening = slice.row(memory_.opened, mask);
    copy(opening, slice.row(memory_.wires, wire));
    add(opening, slice.row(material_.masks, mask));
    out.lanes(opening);
    ++mask;
  }
}

/// After put_level: adds the peer's openings and defines the level's wires.
void Comparison::take_level(std::size_t level, const Slice& slice, SliceReader& in) {
  const Row theirs = slice.row(memory_.taken, 0);
  std::size_t mask = first_mask(level);
  for (std::size_t i = 0; i < opens(level); ++i, ++mask) {
    in.lanes(theirs);
    add(slice.row(memory_.opened, mask), theirs);
  }
  for (const AdderCircuit::Definition& definition : circuit_.levels[level].definitions) {
    const Row wire = slice.row(memory_.wires, definition.wire);
    if (definition.base) {
      copy(wire, slice.row(memory_.wires, *definition.base));
    } else {
      std::fill(wire.begin(), wire.end(), 0);
    }
    for (const Index product : definition.products) {
      add_opened_product(circuit_.products[product], slice, wire);
    }
  }
}

/// sum += this party's share of the product, from opened values A = a + alpha, ...:
///   a b   = A B + A [beta] + B [alpha] + [alpha beta]
///   a b c = A B C + A B [gamma] + A C [beta] + B C [alpha]
///         + A [beta gamma] + B [alpha gamma] + C [alpha beta] + [alpha beta gamma]
/// The hospital takes the term that both know.
void Comparison::add_opened_product(const AdderCircuit::Product& product, const Slice& slice,
                                    Row sum) const {
  const std::uint64_t known = party_ == Party::kHospital ? ~std::uint64_t{0} : 0;
  const auto opened = [&](std::size_t i) -> ConstRow {
    return slice.row(memory_.opened, product.opened[i]);
  };
  const auto mask = [&](std::size_t i) {
    return slice.row(material_.masks, product.opened[i]);
  };
  const auto masks = [&](std::size_t i) {
    return slice.row(material_.mask_products, product.masks[i]);
  };
  const ConstRow a = opened(0);
  const ConstRow b = opened(1);
  const ConstRow alpha = mask(0);
  const ConstRow beta = mask(1);
  const ConstRow alpha_beta = masks(0);
  if (product.opened.size() == 2) {
    for (std::size_t w = 0; w < sum.size(); ++w) {
      sum[w] ^= (a[w] & ((b[w] & known) ^ beta[w])) ^ (b[w] & alpha[w]) ^ alpha_beta[w];
    }
    return;
  }
  const ConstRow c = opened(2);
  const ConstRow gamma = mask(2);
  const ConstRow alpha_gamma = masks(1);
  const ConstRow beta_gamma = masks(2);
  const ConstRow all = masks(3);
  for (std::size_t w = 0; w < sum.size(); ++w) {
    const std::uint64_t with_a =
        (b[w] & ((c[w] & known) ^ gamma[w])) ^ (c[w] & beta[w]) ^ beta_gamma[w];
    sum[w] ^= (a[w] & with_a) ^ (b[w] & c[w] & alpha[w]) ^ (b[w] & alpha_gamma[w]) ^
              (c[w] & alpha_beta[w]) ^ all[w];
  }
}

}  // namespace medisc
