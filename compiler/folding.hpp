/// Folding: element-wise maps and linear layers melt into one linear layer, exactly (in double
/// precision). Sizes must match; the callers check what comes from a file.
#pragma once

#include <optional>

#include "compiler/affine.hpp"
#include "compiler/network.hpp"

namespace medisc {

/// `second` after `first`: W = W2 W1, b = W2 b1 + b2.
Dense compose(const Dense& first, const Dense& second);

/// Whether a convolution sees one pixel at a time, at every place, and all channels of it.
bool is_pointwise(const Conv& conv);

/// The same after a pointwise convolution.
Dense compose(const Conv& pointwise, const Dense& second);

/// None if `second` has groups, or sees zeros around an image to which `pointwise` has added a
/// bias.
std::optional<Conv> compose(const Conv& pointwise, const Conv& second);

/// `affine` after `dense`: scales the rows of W.
Dense compose(Dense dense, const Affine& affine);

/// `dense` after `affine`: scales the columns of W.
Dense compose(const Affine& affine, Dense dense);

/// `affine` after `conv`; none if elements of one channel differ.
std::optional<Conv> compose(Conv conv, const Affine& affine);

/// `conv` after `affine`; none if elements of one channel differ, or if there is a shift and
/// the window is padded: the zeros around the image are not shifted.
std::optional<Conv> compose(const Affine& affine, Conv conv);

/// first(x) + second(x') of the halves x and x' of a tensor: a 1 x 1 convolution. One entry a
/// channel of a half, as many in both.
Conv sum_of_halves(const Affine& first, const Affine& second);

/// The affine map as a layer of its own: a 1 x 1 convolution, one weight an entry.
Conv diagonal(const Affine& affine);

}  // namespace medisc
