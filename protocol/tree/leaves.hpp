/// The leaves of a tree: shares of generate and propagate from shares of monomials of r's bits.
///
/// With w_i = NOT v_i, v a leaf's public digit, and M_S the AND of r's bits in S:
///   p = [v = r] = sum over S of (AND of w_i, i not in S) M_S,
///   g = [v < r] = sum over i of w_i sum over S with lowest bit i of (AND of w_j, j > i not in
///       S) M_S.
#pragma once

#include "ring/bit_polynomial.hpp"

namespace medisc {

/// Writes a party's share of g to `generate`, and of p to `propagate` unless that is empty.
/// `leaf`: factors are the rows of v's bits, coefficients the shares of M_S; `everywhere` is
/// ones at one party.
void leaf_wires(const BitPolynomial& leaf, BitRow generate, BitRow propagate,
                SimdTarget target = best_target());

}  // namespace medisc
