/// The product gate: z = a b mod 2^k, of two shared values.
///
///   reveal   ahat = a + r_a,  bhat = b + r_b                       (reveal.hpp)
///   z        = ahat bhat - ahat r_b - bhat r_a + r_a r_b
/// Each party has its shares of r_a and r_b by itself; shares of r_a r_b are dealt. One party
/// adds what is public. Mod 2^k, so exact whatever a and b are; it is their product where that
/// lies within k bits. Both are revealed at k.
#pragma once

#include <array>
#include <vector>

#include "correlation/arrays.hpp"
#include "correlation/reveal.hpp"
#include "plan/steps.hpp"

namespace medisc {

struct ProductGate {
  ProductStep step;
  std::array<Reveal, 2> factors;  ///< of step.size values, and of step.runs

  std::size_t size() const { return step.size; }
  std::size_t run() const { return step.size / step.runs; }
};

/// `index`: the step's; `live`: whether the hospital's shares of the factors depend on the
/// record.
ProductGate make_product_gate(const ProductStep& step, std::size_t index,
                              std::array<bool, 2> live);

template <RingWord Word>
struct ProductMaterial {
  std::array<RevealMaterial<Word>, 2> factors;
  std::vector<Word> mask_product;  ///< [r_a r_b], of step.size values
};

/// Its arrays over the result's values.
template <RingWord Word>
Arrays<Word> arrays_of(const ProductGate& gate, ProductMaterial<Word>& material) {
  return {{Held::kShared, Purpose::kMaskProduct, gate.factors[0].step, gate.step.width, nullptr,
           &material.mask_product}};
}

/// The factors' masks, each over its own values, of a batch of bundles: each party's from its
/// own seeds.
template <RingWord Word>
void expand_masks(const ProductGate& gate, ProductMaterial<Word>& material,
                  std::span<const Seed> seeds, Workers& workers = this_thread()) {
  for (std::size_t i = 0; i < 2; ++i) {
    const Reveal& reveal = gate.factors[i];
    const Arrays<Word> mask = arrays_of(reveal, material.factors[i]);
    expand_arrays<Word>(Party::kService, mask, seeds, seeds.size() * reveal.size, workers);
  }
}

}  // namespace medisc
