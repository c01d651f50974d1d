#include "protocol/tree/tree_run.hpp"

#include <algorithm>

#include "protocol/tree/leaves.hpp"

namespace medisc {

void TreeMemory::reshape(const TreeCircuit& circuit, std::size_t lanes) {
  wires.reshape(circuit.wires, lanes);
  openings.reshape(circuit.opened, lanes);
}

TreeRun::TreeRun(Party party, const TreeCircuit& circuit, const TreeMaterial& material,
                 const BitPlanes& blinds, std::span<const BitPlanes> compared, Memory& memory,
                 Openings& results)
    : party_(party),
      circuit_(circuit),
      material_(material),
      blinds_(blinds),
      compared_(compared),
      memory_(memory),
      results_(results) {}

void TreeRun::service_turn(std::size_t turn, const Slice& slice, SliceReader& in,
                           SliceWriter& out) {
  if (turn == 0) {
    make_leaves(slice);
    return has_nodes() ? put_level(0, slice, out) : put_results(slice, out);
  }
  take_level(0, slice, in);
  put_level(1, slice, out);
  take_level(1, slice, in);
  put_results(slice, out);
}

void TreeRun::hospital_turn(std::size_t turn, const Slice& slice, SliceReader& in,
                            SliceWriter& out) {
  if (turn == 0) {
    make_leaves(slice);
    if (has_nodes()) {
      put_level(0, slice, out);
      take_level(0, slice, in);
      return put_level(1, slice, out);
    }
  } else {
    take_level(1, slice, in);
  }
  put_results(slice, out);
  take_results(slice, in);
}

void TreeRun::service_end(const Slice& slice, SliceReader& in) {
  take_results(slice, in);
}

void TreeRun::make_leaves(const Slice& slice) {
  for (const TreeCircuit::Leaf& leaf : circuit_.leaves) {
    BitPolynomial polynomial;
    polynomial.size = leaf.bits;
    polynomial.everywhere = party_ == Party::kService ? ~std::uint64_t{0} : 0;
    for (unsigned b = 0; b < leaf.bits; ++b) {
      polynomial.factors[b] = slice.row(compared_[leaf.threshold], leaf.low + b).data();
    }
    for (std::size_t subset = 1; subset >> leaf.bits == 0; ++subset) {
      polynomial.coefficients[subset] =
          slice.row(material_.monomials, leaf.monomials + subset - 1).data();
    }
    leaf_wires(polynomial, slice.row(memory_.wires, leaf.generate),
               leaf.propagate ? slice.row(memory_.wires, *leaf.propagate) : BitRow{});
  }
}

void TreeRun::put_level(std::size_t level, const Slice& slice, SliceWriter& out) {
  std::size_t mask = first_mask(level);
  for (const TreeCircuit::Index wire : circuit_.levels[level].opens) {
    memory_.openings.put(mask, slice.row(memory_.wires, wire), slice.row(material_.masks, mask),
                         slice, out);
    ++mask;
  }
}

void TreeRun::take_level(std::size_t level, const Slice& slice, SliceReader& in) {
  for (std::size_t i = 0; i < circuit_.levels[level].opens.size(); ++i) {
    memory_.openings.take(first_mask(level) + i, slice, in);
  }
  for (const TreeCircuit::Definition& definition : circuit_.levels[level].definitions) {
    define(definition, slice);
  }
}

void TreeRun::define(const TreeCircuit::Definition& definition, const Slice& slice) {
  const BitRow wire = slice.row(memory_.wires, definition.wire);
  if (definition.base) {
    const ConstBitRow base = slice.row(memory_.wires, *definition.base);
    std::copy(base.begin(), base.end(), wire.begin());
  } else {
    std::fill(wire.begin(), wire.end(), 0);
  }
  for (const TreeCircuit::Product& product : definition.products) {
    BitPolynomial polynomial;
    polynomial.size = product.factors.size();
    polynomial.everywhere = party_ == Party::kService ? ~std::uint64_t{0} : 0;
    for (std::size_t i = 0; i < polynomial.size; ++i) {
      polynomial.factors[i] = memory_.openings.opened(product.factors[i], slice).data();
      polynomial.coefficients[std::size_t{1} << i] =
          slice.row(material_.masks, product.factors[i]).data();
    }
    for (std::size_t subset = 3; subset < product.dealt.size(); ++subset) {
      if ((subset & (subset - 1)) == 0) continue;
      polynomial.coefficients[subset] =
          slice.row(material_.mask_products, product.dealt[subset]).data();
    }
    add_polynomial(wire, polynomial);
  }
}

void TreeRun::put_results(const Slice& slice, SliceWriter& out) {
  std::size_t index = 0;
  const auto put = [&](TreeCircuit::Index wire) {
    results_.put(index, slice.row(memory_.wires, wire), slice.row(blinds_, index), slice, out);
    ++index;
  };
  for (const TreeCircuit::Index wire : circuit_.borrows) put(wire);
  if (circuit_.carry) put(*circuit_.carry);
}

void TreeRun::take_results(const Slice& slice, SliceReader& in) {
  const std::size_t results = circuit_.borrows.size() + (circuit_.carry ? 1 : 0);
  for (std::size_t i = 0; i < results; ++i) results_.take(i, slice, in);
}

}  // namespace medisc
