/// Folding: element-wise maps and linear layers melt into one linear layer, exactly (in double
/// precision). Sizes must match; the callers check what comes from a file.
#pragma once

#include <cstddef>
#include <vector>

#include "model/network.hpp"

namespace medisc {

/// y_i = scale_i x_i + shift_i: batch norm, normalisation, a constant added or multiplied.
struct Affine {
  std::vector<double> scale;
  std::vector<double> shift;

  static Affine identity(std::size_t size);
};

/// `second` after `first`.
Affine compose(const Affine& first, const Affine& second);

/// `second` after `first`: W = W2 W1, b = W2 b1 + b2.
Dense compose(const Dense& first, const Dense& second);

/// `affine` after `dense`: scales the rows of W.
Dense compose(Dense dense, const Affine& affine);

/// `dense` after `affine`: scales the columns of W.
Dense compose(const Affine& affine, Dense dense);

/// The affine map as a layer of its own, with a diagonal W.
Dense diagonal(const Affine& affine);

}  // namespace medisc
