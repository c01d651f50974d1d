#include "protocol/comparison.hpp"

#include <algorithm>
#include <bit>

namespace medisc {
namespace {

using Index = AdderCircuit::Index;
using Row = std::span<std::uint64_t>;
using ConstRow = std::span<const std::uint64_t>;

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

/// product = AND of the rows of `bits` that `monomial` names.
void multiply_bits(const BitPlanes& bits, std::uint64_t monomial, Row product) {
  for (std::uint64_t& word : product) word = ~std::uint64_t{0};
  for (; monomial != 0; monomial &= monomial - 1) {
    const ConstRow factor = bits.row(static_cast<std::size_t>(std::countr_zero(monomial)));
    for (std::size_t w = 0; w < product.size(); ++w) product[w] &= factor[w];
  }
}

BitPlanes monomials_of(const AdderCircuit& circuit, const BitPlanes& share_bits) {
  BitPlanes monomials(circuit.monomials.size(), share_bits.lanes());
  for (std::size_t i = 0; i < circuit.monomials.size(); ++i) {
    multiply_bits(share_bits, circuit.monomials[i], monomials.row(i));
  }
  return monomials;
}

void take_rows(BitReader& in, BitPlanes& rows) {
  for (std::size_t r = 0; r < rows.rows(); ++r) in.lanes(rows.row(r), rows.lanes());
}

/// Opens values + masks.
void put_masked(const BitPlanes& values, const BitPlanes& masks, BitWriter& out) {
  std::vector<std::uint64_t> opening(values.words_per_row());
  for (std::size_t r = 0; r < values.rows(); ++r) {
    std::copy(values.row(r).begin(), values.row(r).end(), opening.begin());
    add(opening, masks.row(r));
    out.lanes(opening, values.lanes());
  }
}

/// Adds what a party computes of each leaf from its own bits.
void add_local_terms(const AdderCircuit& circuit,
                     std::vector<std::uint64_t> AdderCircuit::Leaf::*terms,
                     const BitPlanes& share_bits, BitPlanes& wires) {
  std::vector<std::uint64_t> term(wires.words_per_row());
  for (std::size_t wire = 0; wire < circuit.leaves.size(); ++wire) {
    for (const std::uint64_t monomial : circuit.leaves[wire].*terms) {
      multiply_bits(share_bits, monomial, term);
      add(wires.row(wire), term);
    }
  }
}

/// One party's evaluation of the circuit, level by level.
class Evaluation {
 public:
  /// `leaves`: this party's share of each leaf.
  Evaluation(Party party, const AdderCircuit& circuit, const ComparisonMaterial& material,
             const BitPlanes& leaves)
      : party_(party),
        circuit_(circuit),
        material_(material),
        wires_(circuit.wires, leaves.lanes()),
        opened_(circuit.opened, leaves.lanes()) {
    for (std::size_t wire = 0; wire < leaves.rows(); ++wire) {
      std::copy(leaves.row(wire).begin(), leaves.row(wire).end(), wires_.row(wire).begin());
    }
  }

  void put_level(std::size_t level, Link& link) {
    std::size_t mask = first_mask(level);
    for (const Index wire : circuit_.levels[level].opens) {
      const Row opening = opened_.row(mask);
      std::copy(wires_.row(wire).begin(), wires_.row(wire).end(), opening.begin());
      add(opening, material_.masks.row(mask));
      link.out().lanes(opening, opened_.lanes());
      ++mask;
    }
  }

  /// After put_level: adds the peer's openings and defines the level's wires.
  void take_level(std::size_t level, Link& link) {
    std::vector<std::uint64_t> theirs(opened_.words_per_row());
    std::size_t mask = first_mask(level);
    for (std::size_t i = 0; i < circuit_.levels[level].opens.size(); ++i, ++mask) {
      link.in().lanes(theirs, opened_.lanes());
      add(opened_.row(mask), theirs);
    }
    for (const AdderCircuit::Definition& definition : circuit_.levels[level].definitions) {
      const Row wire = wires_.row(definition.wire);
      if (definition.base) add(wire, wires_.row(*definition.base));
      for (const Index product : definition.products) {
        add_opened_product(circuit_.products[product], wire);
      }
    }
  }

  /// `top`: the highest bits of this party's shares.
  SignShares result(ConstRow top) const {
    SignShares shares;
    shares.sign = copy_of(circuit_.carry_out);
    add(shares.sign.row(0), top);
    if (circuit_.carry_in) shares.carry = copy_of(*circuit_.carry_in);
    if (circuit_.wrap) shares.wrap = copy_of(*circuit_.wrap);
    return shares;
  }

 private:
  std::size_t first_mask(std::size_t level) const {
    std::size_t mask = 0;
    for (std::size_t l = 0; l < level; ++l) mask += circuit_.levels[l].opens.size();
    return mask;
  }

  /// sum += this party's share of the product, from opened values A = a + alpha, ...:
  ///   a b   = A B + A [beta] + B [alpha] + [alpha beta]
  ///   a b c = A B C + A B [gamma] + A C [beta] + B C [alpha]
  ///         + A [beta gamma] + B [alpha gamma] + C [alpha beta] + [alpha beta gamma]
  /// The hospital takes the term that both know.
  void add_opened_product(const AdderCircuit::Product& product, Row sum) const {
    const std::uint64_t known = party_ == Party::kHospital ? ~std::uint64_t{0} : 0;
    const ConstRow a = opened_.row(product.opened[0]);
    const ConstRow b = opened_.row(product.opened[1]);
    const ConstRow alpha = material_.masks.row(product.opened[0]);
    const ConstRow beta = material_.masks.row(product.opened[1]);
    if (product.opened.size() == 2) {
      const ConstRow alpha_beta = material_.mask_products.row(product.masks[0]);
      for (std::size_t w = 0; w < sum.size(); ++w) {
        sum[w] ^= (a[w] & ((b[w] & known) ^ beta[w])) ^ (b[w] & alpha[w]) ^ alpha_beta[w];
      }
      return;
    }
    const ConstRow c = opened_.row(product.opened[2]);
    const ConstRow gamma = material_.masks.row(product.opened[2]);
    const ConstRow alpha_beta = material_.mask_products.row(product.masks[0]);
    const ConstRow alpha_gamma = material_.mask_products.row(product.masks[1]);
    const ConstRow beta_gamma = material_.mask_products.row(product.masks[2]);
    const ConstRow all = material_.mask_products.row(product.masks[3]);
    for (std::size_t w = 0; w < sum.size(); ++w) {
      const std::uint64_t with_a =
          (b[w] & ((c[w] & known) ^ gamma[w])) ^ (c[w] & beta[w]) ^ beta_gamma[w];
      sum[w] ^= (a[w] & with_a) ^ (b[w] & c[w] & alpha[w]) ^ (b[w] & alpha_gamma[w]) ^
                (c[w] & alpha_beta[w]) ^ all[w];
    }
  }

  BitPlanes copy_of(Index wire) const {
    BitPlanes row(1, wires_.lanes());
    add(row.row(0), wires_.row(wire));
    return row;
  }

  Party party_;
  const AdderCircuit& circuit_;
  const ComparisonMaterial& material_;
  BitPlanes wires_;
  BitPlanes opened_;
};

}  // namespace

void put_leaf_openings(const AdderCircuit& circuit, const BitPlanes& share_bits,
                       const BitPlanes& leaf_masks, BitWriter& openings) {
  put_masked(monomials_of(circuit, share_bits), leaf_masks, openings);
}

HospitalLeaves hospital_leaves(const AdderCircuit& circuit, const ComparisonMaterial& material,
                               const BitPlanes& share_bits) {
  HospitalLeaves leaves{monomials_of(circuit, share_bits),
                        BitPlanes(circuit.leaves.size(), share_bits.lanes()),
                        BitPlanes(1, share_bits.lanes())};
  for (std::size_t wire = 0; wire < circuit.leaves.size(); ++wire) {
    for (const Index product : circuit.leaves[wire].products) {
      add(leaves.sums.row(wire), material.leaf_products.row(product));
    }
  }
  add_local_terms(circuit, &AdderCircuit::Leaf::hospital, share_bits, leaves.sums);
  add(leaves.top.row(0), share_bits.row(circuit.width - 1));
  return leaves;
}

BitPlanes service_leaf_sums(const AdderCircuit& circuit, const ComparisonMaterial& material,
                            const BitPlanes& openings) {
  BitPlanes sums(circuit.leaves.size(), openings.lanes());
  for (std::size_t wire = 0; wire < circuit.leaves.size(); ++wire) {
    for (const Index i : circuit.leaves[wire].products) {
      const AdderCircuit::LeafProduct& product = circuit.leaf_products[i];
      add_product(sums.row(wire), openings.row(product.hospital),
                  material.leaf_masks.row(product.service), material.leaf_products.row(i));
    }
  }
  return sums;
}

Task<SignShares> compare_as_hospital(Link& link, const AdderCircuit& circuit,
                                     const ComparisonMaterial& material,
                                     const HospitalLeaves& leaves) {
  BitPlanes theirs(circuit.monomials.size(), leaves.sums.lanes());
  take_rows(link.in(), theirs);
  BitPlanes shares = leaves.sums;
  for (std::size_t wire = 0; wire < circuit.leaves.size(); ++wire) {
    for (const Index i : circuit.leaves[wire].products) {
      const AdderCircuit::LeafProduct& product = circuit.leaf_products[i];
      add_product(shares.row(wire), theirs.row(product.service),
                  leaves.monomials.row(product.hospital));
    }
  }
  Evaluation evaluation(Party::kHospital, circuit, material, shares);
  for (std::size_t level = 0; level < circuit.levels.size(); level += 2) {
    evaluation.put_level(level, link);
    evaluation.take_level(level, link);
    evaluation.put_level(level + 1, link);
    co_await link.exchange();
    evaluation.take_level(level + 1, link);
  }
  co_return evaluation.result(leaves.top.row(0));
}

Task<SignShares> compare_as_service(Link& link, const AdderCircuit& circuit,
                                    const ComparisonMaterial& material,
                                    const BitPlanes& share_bits, const BitPlanes& leaf_sums) {
  put_masked(monomials_of(circuit, share_bits), material.leaf_masks, link.out());
  BitPlanes shares = leaf_sums;
  add_local_terms(circuit, &AdderCircuit::Leaf::service, share_bits, shares);
  Evaluation evaluation(Party::kService, circuit, material, shares);
  if (!circuit.levels.empty()) evaluation.put_level(0, link);
  for (std::size_t level = 0; level < circuit.levels.size(); level += 2) {
    co_await link.exchange();
    evaluation.take_level(level, link);
    evaluation.put_level(level + 1, link);
    evaluation.take_level(level + 1, link);
    if (level + 2 < circuit.levels.size()) evaluation.put_level(level + 2, link);
  }
  co_return evaluation.result(share_bits.row(circuit.width - 1));
}

}  // namespace medisc
