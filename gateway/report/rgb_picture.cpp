#include "gateway/report/rgb_picture.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace medisc {
namespace {

std::uint32_t rounded_side(std::uint32_t side, std::uint32_t most, std::uint32_t longest) {
  const std::uint64_t twice = 2 * std::uint64_t{side} * most + longest;
  return static_cast<std::uint32_t>(
      std::max<std::uint64_t>(twice / (2 * std::uint64_t{longest}), 1));
}

/// Adds `share` of a line of the picture, squeezed to the columns of `sums`.
void add_line(const std::uint8_t* line, std::uint32_t columns, double share,
              std::vector<double>& sums) {
  const std::size_t fewer = sums.size() / 3;
  const double each = static_cast<double>(fewer) / columns;  // pixels, below 1
  for (std::uint32_t x = 0; x < columns; ++x) {
    const double begin = x * each;
    const double end = begin + each;
    const auto left = std::min(static_cast<std::size_t>(begin), fewer - 1);
    const auto right = std::min(static_cast<std::size_t>(end), fewer - 1);
    const double beyond = right > left ? end - static_cast<double>(right) : 0;
    for (std::size_t c = 0; c < 3; ++c) {
      const double value = share * line[3 * std::size_t{x} + c];
      sums[3 * left + c] += value * (each - beyond);
      sums[3 * right + c] += value * beyond;
    }
  }
}

}  // namespace

RgbPicture shrunk(RgbPicture picture, std::uint32_t most) {
  const std::uint32_t longest = std::max(picture.rows, picture.columns);
  if (longest <= most) return picture;
  RgbPicture small{rounded_side(picture.rows, most, longest),
                   rounded_side(picture.columns, most, longest),
                   {}};
  const std::size_t width = std::size_t{3} * small.columns;
  small.pixels.resize(width * small.rows);
  const double each = static_cast<double>(small.rows) / picture.rows;
  std::vector<double> sums(width);
  std::vector<double> next(width);
  std::size_t row = 0;
  const auto finish = [&] {
    for (std::size_t i = 0; i < width; ++i) {
      small.pixels[row * width + i] =
          static_cast<std::uint8_t>(std::lround(std::clamp(sums[i], 0.0, 255.0)));
    }
    std::swap(sums, next);
    std::ranges::fill(next, 0.0);
    ++row;
  };
  for (std::uint32_t y = 0; y < picture.rows; ++y) {
    const double end = (y + 1) * each;
    const std::uint8_t* const line = &picture.pixels[std::size_t{3} * picture.columns * y];
    const auto bottom = std::min<std::size_t>(static_cast<std::size_t>(end), small.rows - 1);
    const double beyond = bottom > row ? end - static_cast<double>(bottom) : 0;
    add_line(line, picture.columns, each - beyond, sums);
    if (bottom == row) continue;
    if (beyond > 0) add_line(line, picture.columns, beyond, next);
    finish();
  }
  finish();
  return small;
}

}  // namespace medisc
