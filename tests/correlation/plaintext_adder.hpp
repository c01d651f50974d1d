/// An adder circuit on plain bits: what the shares of the real evaluation must add up to.
#pragma once

#include <bit>
#include <vector>

#include "correlation/adder_circuit.hpp"
#include "ring/bit_planes.hpp"

namespace medisc::test {

/// One lane a pair. Rows that the circuit does not have are empty.
struct PlainBits {
  std::vector<std::uint64_t> carry_out;
  std::vector<std::uint64_t> carry_in;
  std::vector<std::uint64_t> wrap;
};

class PlaintextAdder {
 public:
  PlaintextAdder(const AdderCircuit& circuit, const std::vector<std::uint64_t>& e,
                 const std::vector<std::uint64_t>& f)
      : circuit_(circuit),
        words_(BitPlanes::words_for(e.size())),
        e_(decompose<std::uint64_t>(e, circuit.width)),
        f_(decompose<std::uint64_t>(f, circuit.width)),
        wires_(circuit.wires, e.size()),
        opened_(circuit.opened, e.size()) {}

  PlainBits run() {
    evaluate_leaves();
    std::size_t mask = 0;
    for (const AdderCircuit::Level& level : circuit_.levels) {
      for (const auto wire : level.opens) add(opened_.row(mask++), wires_.row(wire));
      for (const auto& definition : level.definitions) define(definition);
    }
    PlainBits bits{copy_of(circuit_.carry_out), {}, {}};
    if (circuit_.carry_in) bits.carry_in = copy_of(*circuit_.carry_in);
    if (circuit_.wrap) bits.wrap = copy_of(*circuit_.wrap);
    return bits;
  }

 private:
  using Row = std::vector<std::uint64_t>;

  void evaluate_leaves() {
    for (std::size_t i = 0; i < circuit_.leaves.size(); ++i) {
      const AdderCircuit::Leaf& leaf = circuit_.leaves[i];
      for (const auto index : leaf.products) {
        const AdderCircuit::LeafProduct& product = circuit_.leaf_products[index];
        Row both = monomial(e_, circuit_.monomials[product.hospital]);
        const Row theirs = monomial(f_, circuit_.monomials[product.service]);
        for (std::size_t w = 0; w < words_; ++w) both[w] &= theirs[w];
        add(wires_.row(i), both);
      }
      for (const std::uint64_t bits : leaf.hospital) add(wires_.row(i), monomial(e_, bits));
      for (const std::uint64_t bits : leaf.service) add(wires_.row(i), monomial(f_, bits));
    }
  }

  void define(const AdderCircuit::Definition& definition) {
    const auto wire = wires_.row(definition.wire);
    if (definition.base) add(wire, wires_.row(*definition.base));
    for (const auto index : definition.products) {
      Row product(words_, ~std::uint64_t{0});
      for (const auto mask : circuit_.products[index].opened) {
        for (std::size_t w = 0; w < words_; ++w) product[w] &= opened_.row(mask)[w];
      }
      add(wire, product);
    }
  }

  Row monomial(const BitPlanes& planes, std::uint64_t bits) const {
    Row product(words_, ~std::uint64_t{0});
    for (; bits != 0; bits &= bits - 1) {
      const auto factor = planes.row(static_cast<std::size_t>(std::countr_zero(bits)));
      for (std::size_t w = 0; w < words_; ++w) product[w] &= factor[w];
    }
    return product;
  }

  static void add(std::span<std::uint64_t> sum, std::span<const std::uint64_t> term) {
    for (std::size_t w = 0; w < sum.size(); ++w) sum[w] ^= term[w];
  }

  Row copy_of(AdderCircuit::Index wire) const {
    const auto row = wires_.row(wire);
    return {row.begin(), row.end()};
  }

  const AdderCircuit& circuit_;
  std::size_t words_;
  BitPlanes e_;
  BitPlanes f_;
  BitPlanes wires_;
  BitPlanes opened_;
};

}  // namespace medisc::test
