#include "ring/tile_kernel.hpp"

namespace medisc {
namespace {

template <class Cell, class Multiply>
void add_products(const Cell* rows, const Cell* lanes, std::size_t depth, std::size_t row_count,
                  Cell* sums, Multiply multiply) {
  constexpr std::size_t kLanes = kTileLanes<Cell>;
  for (std::size_t k = 0; k < depth; ++k, rows += row_count, lanes += kLanes) {
    for (std::size_t r = 0; r < row_count; ++r) {
      Cell* const sum = sums + r * kLanes;
      for (std::size_t j = 0; j < kLanes; ++j) sum[j] += multiply(rows[r], lanes[j]);
    }
  }
}

template <class Cell>
void words(const Cell* rows, const Cell* lanes, std::size_t depth, std::size_t row_count,
           Cell* sums) {
  add_products(rows, lanes, depth, row_count, sums,
               [](Cell a, Cell b) { return static_cast<Cell>(a * b); });
}

/// The product of the low halves as signed numbers; it fits 32 bits.
std::uint32_t short_product(std::uint32_t a, std::uint32_t b) {
  const std::int32_t product =
      std::int32_t{static_cast<std::int16_t>(a)} * static_cast<std::int16_t>(b);
  return static_cast<std::uint32_t>(product);
}

void pairs(const std::uint32_t* rows, const std::uint32_t* lanes, std::size_t depth,
           std::size_t row_count, std::uint32_t* sums) {
  add_products(rows, lanes, depth, row_count, sums, [](std::uint32_t a, std::uint32_t b) {
    return short_product(a, b) + short_product(a >> 16, b >> 16);
  });
}

constexpr TileKernels kPortableTileKernels{words<std::uint32_t>, pairs, words<std::uint64_t>};

}  // namespace

const TileKernels& tile_kernels(SimdTarget target) {
  switch (target) {
#if defined(__x86_64__)
    case SimdTarget::kAvx2:
      return kAvx2TileKernels;
    case SimdTarget::kAvx512:
      return kAvx512TileKernels;
#endif
    default:
      return kPortableTileKernels;
  }
}

}  // namespace medisc
