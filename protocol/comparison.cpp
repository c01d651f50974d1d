#include "protocol/comparison.hpp"

#include <algorithm>
#include <bit>

#include "ring/bit_rows.hpp"

namespace medisc {
namespace {

using Index = AdderCircuit::Index;
using Word = std::uint64_t;

void copy(BitRow to, ConstBitRow from) {
  std::copy(from.begin(), from.end(), to.begin());
}

// Formulas, for combine().
constexpr auto kAddProduct = [](Word s, Word a, Word b) {
  return s ^ (a & b);
};
constexpr auto kAddTriple = [](Word s, Word a, Word b, Word c) {
  return s ^ (a & b & c);
};
constexpr auto kAddProductAndTerm = [](Word s, Word a, Word b, Word c) {
  return s ^ (a & b) ^ c;
};
constexpr auto kNegate = [](Word s) {
  return ~s;
};

/// sum += AND of the rows of `bits` that `monomial` names.
void add_monomial(const BitPlanes& bits, std::uint64_t monomial, const Slice& slice,
                  BitRow sum) {
  const auto next = [&] {
    const auto row = static_cast<std::size_t>(std::countr_zero(monomial));
    monomial &= monomial - 1;
    return slice.row(bits, row);
  };
  switch (std::popcount(monomial)) {
    case 0:
      return combine(sum, kNegate);
    case 1:
      return combine(sum, kAddBits, next());
    case 2: {
      const ConstBitRow a = next();
      return combine(sum, kAddProduct, a, next());
    }
    default: {
      const ConstBitRow a = next();
      const ConstBitRow b = next();
      combine(sum, kAddTriple, a, b, next());
    }
  }
}

}  // namespace

void put_leaf_openings(const AdderCircuit& circuit, const BitPlanes& share_bits,
                       const BitPlanes& leaf_masks, BitRow opening, const Slice& slice,
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
    const BitRow monomial = slice.row(leaves.monomials, i);
    std::fill(monomial.begin(), monomial.end(), 0);
    add_monomial(share_bits, circuit.monomials[i], slice, monomial);
  }
  for (std::size_t wire = 0; wire < circuit.leaves.size(); ++wire) {
    const BitRow sum = slice.row(leaves.sums, wire);
    std::fill(sum.begin(), sum.end(), 0);
    for (const Index product : circuit.leaves[wire].products) {
      combine(sum, kAddBits, slice.row(material.leaf_products, product));
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
    const BitRow sum = slice.row(sums, wire);
    std::fill(sum.begin(), sum.end(), 0);
    for (const Index i : circuit.leaves[wire].products) {
      const AdderCircuit::LeafProduct& product = circuit.leaf_products[i];
      combine(sum, kAddProductAndTerm, slice.row(openings, product.hospital),
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
      combine(slice.row(memory_.wires, wire), kAddProduct,
              slice.row(memory_.taken, product.service),
              slice.row(leaves.monomials, product.hospital));
    }
  }
}

void Comparison::put_leaves(const BitPlanes& share_bits, const BitPlanes& sums,
                            const Slice& slice, SliceWriter& out) {
  put_leaf_openings(circuit_, share_bits, material_.leaf_masks, slice.row(memory_.taken, 0),
                    slice, out);
  for (std::size_t wire = 0; wire < circuit_.leaves.size(); ++wire) {
    const BitRow leaf = slice.row(memory_.wires, wire);
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
    const BitRow opening = slice.row(memory_.opened, mask);
    combine(opening, kSumBits, slice.row(memory_.wires, wire),
            slice.row(material_.masks, mask));
    out.lanes(opening);
    ++mask;
  }
}

/// After put_level: adds the peer's openings and defines the level's wires.
void Comparison::take_level(std::size_t level, const Slice& slice, SliceReader& in) {
  const BitRow theirs = slice.row(memory_.taken, 0);
  std::size_t mask = first_mask(level);
  for (std::size_t i = 0; i < opens(level); ++i, ++mask) {
    in.lanes(theirs);
    combine(slice.row(memory_.opened, mask), kAddBits, theirs);
  }
  for (const AdderCircuit::Definition& definition : circuit_.levels[level].definitions) {
    const BitRow wire = slice.row(memory_.wires, definition.wire);
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
                                    BitRow sum) const {
  const Word known = party_ == Party::kHospital ? ~Word{0} : 0;
  const auto opened = [&](std::size_t i) -> ConstBitRow {
    return slice.row(memory_.opened, product.opened[i]);
  };
  const auto mask = [&](std::size_t i) {
    return slice.row(material_.masks, product.opened[i]);
  };
  const auto masks = [&](std::size_t i) {
    return slice.row(material_.mask_products, product.masks[i]);
  };
  if (product.opened.size() == 2) {
    const auto add_pair = [known](Word s, Word a, Word b, Word alpha, Word beta,
                                  Word alpha_beta) {
      return s ^ (a & ((b & known) ^ beta)) ^ (b & alpha) ^ alpha_beta;
    };
    return combine(sum, add_pair, opened(0), opened(1), mask(0), mask(1), masks(0));
  }
  const auto add_triple = [known](Word s, Word a, Word b, Word c, Word alpha, Word beta,
                                  Word gamma, Word alpha_beta, Word alpha_gamma,
                                  Word beta_gamma, Word all) {
    const Word with_a = (b & ((c & known) ^ gamma)) ^ (c & beta) ^ beta_gamma;
    return s ^ (a & with_a) ^ (b & c & alpha) ^ (b & alpha_gamma) ^ (c & alpha_beta) ^ all;
  };
  combine(sum, add_triple, opened(0), opened(1), opened(2), mask(0), mask(1), mask(2), masks(0),
          masks(1), masks(2), masks(3));
}

}  // namespace medisc
