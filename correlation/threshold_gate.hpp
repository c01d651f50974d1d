/// The threshold gate: z = f(y >> s), f piecewise linear (plan/piecewise.hpp), from shares of y
/// mod 2^k to shares of z mod 2^o. ReLU is one; clips, steps and splines are others.
///
///   reveal   yhat = y + r                                      (reveal.hpp)
///   borrow   opened: beta_l + blind_l, c_s + blind'            (borrow.hpp)
///   select   b_l = [y >= t_l] = NOT msb(y - t_l) = NOT (msb(yhat - t_l) + mu + beta_l),
///            V = T - R - c_s + 2^(k-s) (wrap),  T = yhat >> s   (select_material.hpp)
/// Exact for every y mod 2^k (plan/piecewise.hpp). Where V counts elsewhere than from 0 on,
/// there must be a knot at 0.
#pragma once

#include <vector>

#include "correlation/borrow.hpp"
#include "correlation/reveal.hpp"
#include "correlation/select_material.hpp"
#include "plan/piecewise.hpp"

namespace medisc {

struct ThresholdGate {
  Reveal reveal;
  Borrow borrow;
  SelectShape select;
  Piecewise function;
  std::uint32_t step = 0;  ///< where the rest of its randomness is derived
  std::vector<BorrowTurn> turns;

  std::size_t size() const { return reveal.size; }
  std::size_t opened_bits() const {
    return medisc::opened_bits(select.thresholds, select.shift);
  }
};

/// `chain_weight`: of a bit that is sent, in a chain's layout, where dealt bits weigh 1.
struct BorrowChoice {
  BorrowKind kind = BorrowKind::kTree;
  unsigned chain_weight = 4;
  bool operator==(const BorrowChoice&) const = default;
};

/// By a plan's number: 0 for the tree, else the chain's weight.
inline BorrowChoice choice_of(std::uint32_t chain) {
  return chain == 0 ? BorrowChoice{} : BorrowChoice{BorrowKind::kChain, chain};
}

struct ThresholdShape {
  std::uint32_t size = 0;
  unsigned width = 0;
  unsigned shift = 0;
  unsigned output_width = 0;
  Piecewise function;
};

/// `step`: where it derives its randomness; `live`: whether the hospital's share of y depends
/// on the record. Throws Failure (kInternal) for what no gate can be: above all widths, shifts
/// and knots beyond those named above, and a chain at s > k - 2, which has no digit that c_s
/// enters. What is proven of values is the planner's.
ThresholdGate make_threshold_gate(const ThresholdShape& shape, const BorrowChoice& choice,
                                  std::uint32_t step, bool live);

template <RingWord Word>
struct ThresholdMaterial {
  RevealMaterial<Word> reveal;
  BitPlanes blinds;  ///< blind_l, then blind'
  BorrowMaterial borrow;
  SelectMaterial<Word> select;
};

/// All its arrays, in the order that corrections stand in. Gives `material.borrow` its kind.
template <RingWord Word>
Arrays<Word> arrays_of(const ThresholdGate& gate, ThresholdMaterial<Word>& material);

}  // namespace medisc
