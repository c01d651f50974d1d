#include "compiler/add_products.hpp"

#include <algorithm>
#include <cstddef>

#include "ring/simd_target.hpp"

namespace medisc {
namespace {

/// Inlined to a function for each target, so that the compiler vectorises it for both.
[[gnu::always_inline]] inline void add_all(std::span<const double> values, const double* rows,
                                           std::span<double> sums) {
  const std::size_t width = sums.size();
  double* const sum = sums.data();
  std::size_t i = 0;
  for (; i + 4 <= values.size(); i += 4, rows += 4 * width) {
    const double a = values[i];
    const double b = values[i + 1];
    const double c = values[i + 2];
    const double d = values[i + 3];
    for (std::size_t j = 0; j < width; ++j) {
      sum[j] += a * rows[j] + b * rows[width + j] +
                (c * rows[2 * width + j] + d * rows[3 * width + j]);
    }
  }
  for (; i < values.size(); ++i, rows += width) {
    const double a = values[i];
    for (std::size_t j = 0; j < width; ++j) sum[j] += a * rows[j];
  }
}

void add_portable(std::span<const double> values, const double* rows, std::span<double> sums) {
  add_all(values, rows, sums);
}

MEDISC_AVX2 void add_avx2(std::span<const double> values, const double* rows,
                          std::span<double> sums) {
  add_all(values, rows, sums);
}

}  // namespace

void add_products(std::span<const double> values, const double* rows, std::span<double> sums) {
  static const bool has_avx2 = best_target() != SimdTarget::kPortable;
  (has_avx2 ? add_avx2 : add_portable)(values, rows, sums);
}

}  // namespace medisc
