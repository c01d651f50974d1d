#include "protocol/selection.hpp"

#include <algorithm>

namespace medisc {
namespace {

constexpr std::size_t kBlock = 64;  ///< lanes at a time: a word of bits

/// A bit as a mask of zeros or ones, for every lane of a word.
template <class Number>
[[gnu::always_inline]] inline void spread(std::uint64_t bits, Number* masks) {
  for (std::size_t j = 0; j < kBlock; ++j) {
    masks[j] = static_cast<Number>(0 - ((bits >> j) & 1));
  }
}

/// -value where the mask is ones.
template <class Number>
[[gnu::always_inline]] inline Number negated_if(Number mask, Number value) {
  return (value ^ mask) - mask;
}

/// The share of a product of two bits, from both opened bits and the shares of blinds and of
/// their product.
template <class Number>
[[gnu::always_inline]] inline Number bit_product(Number known, Number c, Number other,
                                                 Number blind, Number other_blind,
                                                 Number both) {
  return (known & c & other) + (c & negated_if(other, other_blind)) +
         (other & negated_if(c, blind)) + negated_if(static_cast<Number>(c ^ other), both);
}

template <RingWord Word>
struct Operands {
  const ReluGate& gate;
  const SelectionMaterial<Word>& material;
  const BitPlanes& opened;
  std::span<const Word> t;
  std::span<const Word> d;
  Slice slice;
  Word known;  ///< 1 at the party that adds what both know
};

/// Inlined to a function for each target, so that the compiler vectorises it for both.
template <RingWord Word>
[[gnu::always_inline]] inline void select_all(const Operands<Word>& from, Word* z) {
  const SelectionMaterial<Word>& material = from.material;
  const BlindRows rows(from.gate);
  const auto mask = width_mask<Word>(from.gate.step.output_width);
  const unsigned wrap_shift = from.gate.step.width - from.gate.step.shift;
  Word c[kBlock];
  Word other[kBlock];
  Word sum[kBlock];
  const std::size_t end = from.slice.first + from.slice.lanes;
  for (std::size_t first = from.slice.first; first < end; first += kBlock) {
    const std::size_t count = std::min(kBlock, end - first);
    const Word* const t = from.t.data() + first;
    const Word* const d = from.d.data() + first;
    const Word* const blind = material.blind.data() + first;
    const Word* const blind_factor = material.blind_factor.data() + first;
    spread(from.opened.row(rows.sign)[first / kBlock], c);
    for (std::size_t j = 0; j < count; ++j) {
      const Word blinded = d[j] * blind[j] + blind_factor[j];
      sum[j] = (c[j] & t[j]) + negated_if(c[j], blinded);
    }
    if (from.gate.has_carry()) {
      const Word* const carry_blind = material.carry_blind.data() + first;
      const Word* const blind_carry = material.blind_carry.data() + first;
      spread(from.opened.row(rows.carry)[first / kBlock], other);
      for (std::size_t j = 0; j < count; ++j) {
        sum[j] += bit_product(from.known, c[j], other[j], blind[j],
                              carry_blind[j], blind_carry[j]);
      }
    }
    if (from.gate.has_wrap()) {
      const Word* const wrap_blind = material.wrap_blind.data() + first;
      const Word* const blind_wrap = material.blind_wrap.data() + first;
      spread(from.opened.row(rows.wrap)[first / kBlock], other);
      for (std::size_t j = 0; j < count; ++j) {
        sum[j] -= bit_product(from.known, c[j], other[j], blind[j],
                              wrap_blind[j], blind_wrap[j])
                  << wrap_shift;
      }
    }
    for (std::size_t j = 0; j < count; ++j) z[first + j] = sum[j] & mask;
  }
}

template <RingWord Word>
void select_portable(const Operands<Word>& from, Word* z) {
  select_all(from, z);
}

#if defined(__x86_64__)
template <RingWord Word>
MEDISC_AVX2 void select_avx2(const Operands<Word>& from, Word* z) {
  select_all(from, z);
}
#endif

}  // namespace

template <RingWord Word>
void select(const ReluGate& gate, Party party, const SelectionMaterial<Word>& material,
            const BitPlanes& opened, std::span<const Word> t, std::span<const Word> d,
            std::span<Word> z, const Slice& slice, SimdTarget target) {
  const auto known = static_cast<Word>(party == Party::kHospital ? 1 : 0);
  const Operands<Word> operands{gate, material, opened, t, d, slice, known};
#if defined(__x86_64__)
  if (target != SimdTarget::kPortable) return select_avx2(operands, z.data());
#endif
  select_portable(operands, z.data());
}

#define MEDISC_INSTANTIATE(Word)                                                             \
  template void select<Word>(const ReluGate&, Party, const SelectionMaterial<Word>&,         \
                             const BitPlanes&, std::span<const Word>, std::span<const Word>, \
                             std::span<Word>, const Slice&, SimdTarget);
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
