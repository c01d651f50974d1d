#include "protocol/gates/select.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace medisc {
namespace {

constexpr std::size_t kBlock = 64;  ///< lanes at a time: a word of bits

template <RingWord Word>
using Lanes = std::array<Word, kBlock>;

/// A bit as a mask of zeros or ones, for every lane of a word.
template <RingWord Word>
[[gnu::always_inline]] inline void spread(std::uint64_t bits, Lanes<Word>& masks) {
  for (std::size_t j = 0; j < kBlock; ++j) {
    masks[j] = static_cast<Word>(0 - ((bits >> j) & 1));
  }
}

/// -value where the mask is ones.
template <RingWord Word>
[[gnu::always_inline]] inline Word negated_if(Word mask, Word value) {
  return static_cast<Word>((value ^ mask) - mask);
}

/// The select of 64 lanes at a time.
template <RingWord Word>
class Block {
 public:
  [[gnu::always_inline]] Block(const SelectInput<Word>& input, Word known)
      : input_(input),
        shape_(input.gate.select),
        material_(input.material.select),
        known_(known),
        wrap_shift_(shape_.width - shape_.shift) {}

  /// Lanes [first, first + count); `word`: the slice's word of bits that they stand in.
  [[gnu::always_inline]] void run(std::size_t first, std::size_t count, std::size_t word,
                                  const Slice& slice, Word* z) {
    first_ = first;
    count_ = count;
    word_ = word;
    const Piecewise& function = input_.gate.function;
    if (shape_.takes_value) {
      value_without_wrap(slice);
      if (shape_.has_wrap()) wrap_of_zero(slice);
    }
    for (std::size_t j = 0; j < count; ++j) {
      sum_[j] = known_ * static_cast<Word>(function.offset);
    }
    if (function.slope != 0) add_value(static_cast<Word>(function.slope));
    for (std::size_t l = 0; l < function.knots.size(); ++l) {
      add_knot(function.knots[l], l, slice);
    }
    const Word mask = width_mask<Word>(shape_.output_width);
    for (std::size_t j = 0; j < count; ++j) z[first + j] = sum_[j] & mask;
  }

 private:
  /// T - c', and shares of U.
  [[gnu::always_inline]] void value_without_wrap(const Slice& slice) {
    const Word* const revealed = input_.revealed.data() + first_;
    const Word* const mask =
        (shape_.reuses_mask() ? input_.material.reveal.mask : material_.mask).data() + first_;
    const unsigned shift = shape_.shift;
    if (!shape_.has_carry()) {
      for (std::size_t j = 0; j < count_; ++j) public_[j] = revealed[j];
      for (std::size_t j = 0; j < count_; ++j) value_[j] = known_ * public_[j] - mask[j];
      return;
    }
    spread<Word>(input_.opened.opened(shape_.thresholds, slice)[word_], carry_);
    const Word* const carry = material_.carry.data() + first_;
    for (std::size_t j = 0; j < count_; ++j) {
      public_[j] = static_cast<Word>((revealed[j] >> shift) + carry_[j]);  // carry_: 0 or -1
      value_[j] =
          static_cast<Word>(known_ * public_[j] - mask[j] - negated_if(carry_[j], carry[j]));
    }
  }

  /// b_l + rho_l as masks.
  [[gnu::always_inline]] void blinded(std::size_t l, const Slice& slice,
                                      Lanes<Word>& masks) const {
    const std::uint64_t top = slice.row(input_.compared[l], shape_.width - 1)[word_];
    spread<Word>(~(top ^ input_.opened.opened(l, slice)[word_]), masks);
  }

  /// Shares of b mu, mod 2^wrap_width.
  [[gnu::always_inline]] void times_top(std::size_t l, const Lanes<Word>& c,
                                        Lanes<Word>& product) const {
    const Word* const top = material_.top.data() + first_;
    const Word* const blind_top = material_.thresholds[l].blind_top.data() + first_;
    for (std::size_t j = 0; j < count_; ++j) {
      product[j] = static_cast<Word>((c[j] & top[j]) + negated_if(c[j], blind_top[j]));
    }
  }

  /// Shares of b.
  [[gnu::always_inline]] void bit_shares(std::size_t l, const Lanes<Word>& c,
                                         Lanes<Word>& bit) const {
    const Word* const blind = material_.thresholds[l].blind.data() + first_;
    for (std::size_t j = 0; j < count_; ++j) {
      bit[j] = static_cast<Word>((known_ & c[j]) + negated_if(c[j], blind[j]));
    }
  }

  /// yhat's top bits; and of the knot at 0, where V counts elsewhere, b_0 and mu b_0.
  [[gnu::always_inline]] void wrap_of_zero(const Slice& slice) {
    const Word* const revealed = input_.revealed.data() + first_;
    for (std::size_t j = 0; j < count_; ++j) {
      top_[j] = static_cast<Word>(0 - (revealed[j] >> (shape_.width - 1)));
    }
    if (!shape_.zero) return;
    blinded(*shape_.zero, slice, zero_blinded_);
    bit_shares(*shape_.zero, zero_blinded_, zero_);
    times_top(*shape_.zero, zero_blinded_, zero_top_);
  }

  /// sum += slope V.
  [[gnu::always_inline]] void add_value(Word slope) {
    for (std::size_t j = 0; j < count_; ++j) sum_[j] += slope * value_[j];
    if (!shape_.has_wrap()) return;
    const Word* const top = material_.top.data() + first_;
    for (std::size_t j = 0; j < count_; ++j) {
      // (1 - mu)(1 - b_0)
      const auto below = static_cast<Word>(known_ - zero_[j] - top[j] + zero_top_[j]);
      const auto wrap = static_cast<Word>((~top_[j] & zero_top_[j]) - (top_[j] & below));
      sum_[j] += slope * static_cast<Word>(wrap << wrap_shift_);
    }
  }

  /// sum += b_l (slope_l V + offset_l).
  [[gnu::always_inline]] void add_knot(const Knot& knot, std::size_t l, const Slice& slice) {
    Lanes<Word> c;
    blinded(l, slice, c);
    const auto slope = static_cast<Word>(knot.slope);
    if (knot.slope != 0) add_selected(l, c, slope);
    if (knot.slope != 0 && shape_.has_wrap()) add_wrap(l, c, slope);
    if (knot.offset == 0) return;
    Lanes<Word> bit;
    bit_shares(l, c, bit);
    const auto offset = static_cast<Word>(knot.offset);
    for (std::size_t j = 0; j < count_; ++j) sum_[j] += offset * bit[j];
  }

  /// sum += slope b U.
  [[gnu::always_inline]] void add_selected(std::size_t l, const Lanes<Word>& c, Word slope) {
    const auto& own = material_.thresholds[l];
    const Word* const blind = own.blind.data() + first_;
    const Word* const product = own.product.data() + first_;
    Lanes<Word> term;
    for (std::size_t j = 0; j < count_; ++j) term[j] = public_[j] * blind[j] - product[j];
    if (shape_.has_carry()) {
      const Word* const blind_carry = own.blind_carry.data() + first_;
      for (std::size_t j = 0; j < count_; ++j) {
        term[j] -= negated_if(carry_[j], blind_carry[j]);
      }
    }
    for (std::size_t j = 0; j < count_; ++j) {
      sum_[j] += slope * static_cast<Word>((c[j] & value_[j]) + negated_if(c[j], term[j]));
    }
  }

  /// sum += slope 2^(k-s) x the wrap of b_l V.
  [[gnu::always_inline]] void add_wrap(std::size_t l, const Lanes<Word>& c, Word slope) {
    Lanes<Word> bit_top;
    times_top(l, c, bit_top);
    if (!shape_.is_paired(l)) {
      for (std::size_t j = 0; j < count_; ++j) {
        sum_[j] += slope * static_cast<Word>((~top_[j] & bit_top[j]) << wrap_shift_);
      }
      return;
    }
    Lanes<Word> bit;
    bit_shares(l, c, bit);
    Lanes<Word> both;
    Lanes<Word> both_top;
    times_zero(l, c, both, both_top);
    for (std::size_t j = 0; j < count_; ++j) {
      // (1 - mu)(b_l - q)
      const auto below = static_cast<Word>(bit[j] - both[j] - bit_top[j] + both_top[j]);
      const auto wrap = static_cast<Word>((~top_[j] & both_top[j]) - (top_[j] & below));
      sum_[j] += slope * static_cast<Word>(wrap << wrap_shift_);
    }
  }

  /// Shares of q = b_0 b_l and of mu q, mod 2^wrap_width.
  [[gnu::always_inline]] void times_zero(std::size_t l, const Lanes<Word>& c, Lanes<Word>& both,
                                         Lanes<Word>& both_top) const {
    const auto& own = material_.thresholds[l];
    const auto& zero = material_.thresholds[*shape_.zero];
    const Word* const top = material_.top.data() + first_;
    Lanes<Word> ones;
    for (std::size_t j = 0; j < count_; ++j) ones[j] = known_;
    join(c, ones.data(), {own.blind, zero.blind, own.pair}, both);
    join(c, top, {own.blind_top, zero.blind_top, own.pair_top}, both_top);
  }

  /// Dealt shares of rho_l, rho_0 and rho_0 rho_l, or of these times mu.
  struct Blinds {
    const std::vector<Word>& of_l;
    const std::vector<Word>& of_zero;
    const std::vector<Word>& of_both;
  };

  /// c_0 c_l known + c_0 e_l [rho_l] + c_l e_0 [rho_0] + e_0 e_l [rho_0 rho_l].
  [[gnu::always_inline]] void join(const Lanes<Word>& c, const Word* known,
                                   const Blinds& blinds, Lanes<Word>& result) const {
    const Word* const blind = blinds.of_l.data() + first_;
    const Word* const zero_blind = blinds.of_zero.data() + first_;
    const Word* const pair = blinds.of_both.data() + first_;
    for (std::size_t j = 0; j < count_; ++j) {
      const Word c0 = zero_blinded_[j];
      result[j] = static_cast<Word>((c0 & c[j] & known[j]) + (c0 & negated_if(c[j], blind[j])) +
                                    (c[j] & negated_if(c0, zero_blind[j])) +
                                    negated_if<Word>(c0 ^ c[j], pair[j]));
    }
  }

  const SelectInput<Word>& input_;
  const SelectShape& shape_;
  const SelectMaterial<Word>& material_;
  Word known_;  ///< 1 at the party that adds what both know
  unsigned wrap_shift_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  std::size_t word_ = 0;
  Lanes<Word> public_;        ///< T - c'
  Lanes<Word> carry_;         ///< c', as a mask
  Lanes<Word> value_;         ///< shares of U
  Lanes<Word> top_;           ///< yhat's highest bit, as a mask
  Lanes<Word> zero_blinded_;  ///< c_0, as a mask
  Lanes<Word> zero_;          ///< shares of b_0
  Lanes<Word> zero_top_;      ///< shares of mu b_0
  Lanes<Word> sum_;
};

/// Inlined to a function for each target, so that the compiler vectorises it for both.
template <RingWord Word>
[[gnu::always_inline]] inline void select_all(const SelectInput<Word>& input, Word known,
                                              const Slice& slice, Word* z) {
  Block<Word> block(input, known);
  const std::size_t end = slice.first + slice.lanes;
  std::size_t word = 0;
  for (std::size_t first = slice.first; first < end; first += kBlock) {
    block.run(first, std::min(kBlock, end - first), word++, slice, z);
  }
}

template <RingWord Word>
void select_portable(const SelectInput<Word>& input, Word known, const Slice& slice, Word* z) {
  select_all(input, known, slice, z);
}

#if defined(__x86_64__)
template <RingWord Word>
MEDISC_AVX2 void select_avx2(const SelectInput<Word>& input, Word known, const Slice& slice,
                             Word* z) {
  select_all(input, known, slice, z);
}

template <RingWord Word>
MEDISC_AVX512 void select_avx512(const SelectInput<Word>& input, Word known, const Slice& slice,
                                 Word* z) {
  select_all(input, known, slice, z);
}
#endif

}  // namespace

template <RingWord Word>
void select(const SelectInput<Word>& input, Party party, const Slice& slice, std::span<Word> z,
            [[maybe_unused]] SimdTarget target) {
  const auto known = static_cast<Word>(party == Party::kService ? 1 : 0);
#if defined(__x86_64__)
  if (target == SimdTarget::kAvx512) return select_avx512(input, known, slice, z.data());
  if (target == SimdTarget::kAvx2) return select_avx2(input, known, slice, z.data());
#endif
  select_portable(input, known, slice, z.data());
}

#define MEDISC_INSTANTIATE(Word)                                                             \
  template void select<Word>(const SelectInput<Word>&, Party, const Slice&, std::span<Word>, \
                             SimdTarget);
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
