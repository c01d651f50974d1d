/// Correlated randomness of the select of a threshold gate, one party's part: ring shares of
/// dealt values, with which opened bits pick pieces of a public yhat.
///
/// R = r >> s, mu = r's highest bit; rho_l = blind_l + mu, so that b_l + rho_l is public where
/// beta_l + blind_l is; rho' = blind'. Shares mod 2^o:
///   mask [R]   carry [rho']   and of each threshold l
///   blind [rho_l]   product [rho_l R]   blind_carry [rho_l rho']
/// mod 2^(o - (k-s)), where that is more than 0 (the wrap of y around 2^k reaches the result):
///   top [mu]   blind_top [rho_l mu]
/// and where V counts elsewhere than from 0 on, of each threshold but that at 0, rho_0 its own,
///   pair [rho_0 rho_l]   pair_top [rho_0 rho_l mu]
/// Without shift, and for o <= k, [R] are r0 and r1 themselves. A gate that takes no V of y
/// needs [rho_l] alone.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "correlation/arrays.hpp"

namespace medisc {

/// What a select is made of.
struct SelectShape {
  unsigned width = 0;         ///< k
  unsigned shift = 0;         ///< s
  unsigned output_width = 0;  ///< o
  std::size_t thresholds = 1;
  bool takes_value = true;  ///< V counts, not [y >= t] alone
  /// Of the threshold at 0, where V counts elsewhere than from 0 on.
  std::optional<std::size_t> zero{};

  bool has_carry() const { return takes_value && shift > 0; }
  /// Bits of the wrap that reach the result.
  unsigned wrap_width() const {
    const unsigned kept = width - shift;
    return takes_value && output_width > kept ? output_width - kept : 0;
  }
  bool has_wrap() const { return wrap_width() > 0; }
  /// Whether the wrap of b_l V takes b_0 as well.
  bool is_paired(std::size_t threshold) const { return zero && *zero != threshold; }
  /// [R] are r0 and r1.
  bool reuses_mask() const { return shift == 0 && output_width <= width; }
};

template <RingWord Word>
struct SelectMaterial {
  struct Threshold {
    std::vector<Word> blind;
    std::vector<Word> product;
    std::vector<Word> blind_carry;
    std::vector<Word> blind_top;
    std::vector<Word> pair;
    std::vector<Word> pair_top;
  };
  std::vector<Word> mask;
  std::vector<Word> carry;
  std::vector<Word> top;
  std::vector<Threshold> thresholds;
};

/// `step`: where the gate is derived; its thresholds are derived beside it.
template <RingWord Word>
Arrays<Word> arrays_of(const SelectShape& shape, std::uint32_t step,
                       SelectMaterial<Word>& material);

}  // namespace medisc
