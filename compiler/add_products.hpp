/// The inner loop of a convolution in double precision.
#pragma once

#include <span>

namespace medisc {

/// sums[j] += the sum over i of values[i] rows[i sums.size() + j]. The same on every machine,
/// to the bit: no product is fused with its sum.
void add_products(std::span<const double> values, const double* rows, std::span<double> sums);

}  // namespace medisc
