#include "protocol/gates/product_run.hpp"

#include "correlation/party.hpp"
#include "protocol/gates/reveal.hpp"
#include "protocol/pieces.hpp"
#include "protocol/work_cost.hpp"

namespace medisc {
namespace {

/// z = ahat bhat - ahat [r_b] - bhat [r_a] + [r_a r_b].
template <RingWord Word>
void multiply(const ProductGate& gate, const ProductMaterial<Word>& material, Party party,
              const ProductMemory<Word>& revealed, std::span<Word> z) {
  const Word mask = width_mask<Word>(gate.step.width);
  const auto known = static_cast<Word>(party == Party::kService ? 1 : 0);
  const std::size_t run = gate.run();
  const auto& [a, b] = revealed;
  const std::vector<Word>& mask_of_a = material.factors[0].mask;
  const std::vector<Word>& mask_of_b = material.factors[1].mask;
  // 1U: short words would be multiplied as int, which their product leaves.
  for (std::size_t first = 0, k = 0; first < z.size(); first += run, ++k) {
    const auto factor = static_cast<Word>(1U * known * b[k] - mask_of_b[k]);
    for (std::size_t i = first; i < first + run; ++i) {
      z[i] = static_cast<Word>(1U * a[i] * factor - 1U * b[k] * mask_of_a[i] +
                               material.mask_product[i]) &
             mask;
    }
  }
}

template <RingWord Word>
Task<void> multiply_by_link(Link& link, const ProductGate& gate,
                            const ProductMaterial<Word>& material, Party party,
                            const ProductMemory<Word>& revealed, std::span<Word> z) {
  auto multiplying = link.work(turn_cost(z.size()), [&](Workers&) {
    multiply<Word>(gate, material, party, revealed, z);
  });
  co_await multiplying;
}

}  // namespace

template <RingWord Word>
Task<void> product_as_hospital(Link& link, const ProductGate& gate,
                               const ProductMaterial<Word>& material, Factors<Word> shares,
                               ProductMemory<Word>& memory, std::span<Word> z) {
  BitReader nothing;
  for (std::size_t i = 0; i < 2; ++i) {
    const Reveal& reveal = gate.factors[i];
    if (!reveal.live) continue;
    const auto open = [&](const Slice& piece, Workers& workers) {
      each_slice(piece, nothing, 0, link.out(), reveal.width, workers,
                 [&](const Slice& slice, SliceReader&, SliceWriter& out) {
                   put_masked_share<Word>(reveal, shares[i], material.factors[i].mask,
                                          memory[i], slice, out);
                 });
    };
    const std::size_t lanes = shares[i].size();
    co_await in_pieces(link, lanes, 0, turn_cost(lanes), open);
  }
  co_await link.exchange();
  for (std::size_t i = 0; i < 2; ++i) {
    const Reveal& reveal = gate.factors[i];
    const auto take = [&](const Slice& piece, Workers& workers) {
      each_slice(piece, link.in(), reveal.width, link.out(), 0, workers,
                 [&](const Slice& slice, SliceReader& in, SliceWriter&) {
                   take_revealed<Word>(reveal, memory[i], slice, in);
                 });
    };
    const std::size_t lanes = memory[i].size();
    co_await in_pieces(link, lanes, reveal.width, turn_cost(lanes), take);
  }
  co_await multiply_by_link<Word>(link, gate, material, Party::kHospital, memory, z);
}

template <RingWord Word>
Task<void> product_as_service(Link& link, const ProductGate& gate,
                              const ProductMaterial<Word>& material, Factors<Word> shares,
                              ProductMemory<Word>& memory, std::span<Word> z) {
  for (std::size_t i = 0; i < 2; ++i) {
    const Reveal& reveal = gate.factors[i];
    const std::size_t bits_in = reveal.live ? reveal.width : 0;
    const auto open = [&](const Slice& piece, Workers& workers) {
      each_slice(piece, link.in(), bits_in, link.out(), reveal.width, workers,
                 [&](const Slice& slice, SliceReader& in, SliceWriter& out) {
                   if (reveal.live) take_revealed<Word>(reveal, memory[i], slice, in);  // h
                   put_revealed<Word>(reveal, shares[i], material.factors[i].mask, memory[i],
                                      slice, out);
                 });
    };
    const std::size_t lanes = shares[i].size();
    co_await in_pieces(link, lanes, bits_in, turn_cost(lanes), open);
  }
  co_await link.exchange();
  co_await multiply_by_link<Word>(link, gate, material, Party::kService, memory, z);
}

#define MEDISC_INSTANTIATE(Word)                                                             \
  template Task<void> product_as_hospital<Word>(Link&, const ProductGate&,                   \
                                                const ProductMaterial<Word>&, Factors<Word>, \
                                                ProductMemory<Word>&, std::span<Word>);      \
  template Task<void> product_as_service<Word>(Link&, const ProductGate&,                    \
                                               const ProductMaterial<Word>&, Factors<Word>,  \
                                               ProductMemory<Word>&, std::span<Word>);
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
