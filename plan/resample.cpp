#include "plan/resample.hpp"

#include <algorithm>
#include <cmath>

namespace medisc {
namespace {

/// What a target pixel is made of: weights of source pixels from `first` on.
struct Taps {
  std::size_t first = 0;
  std::vector<double> weights;
};

double as_double(std::size_t count) {
  return static_cast<double>(count);
}

Taps bilinear_taps(std::size_t i, std::size_t from, std::size_t to) {
  const double centre = (as_double(i) + 0.5) * as_double(from) / as_double(to) - 0.5;
  const double at = std::clamp(centre, 0.0, as_double(from - 1));
  const auto first = static_cast<std::size_t>(at);
  const double part = at - as_double(first);
  if (part == 0) return {first, {1}};
  return {first, {1 - part, part}};
}

/// In units of 1 / `to`, in which source and target pixels have whole ends.
Taps area_taps(std::size_t i, std::size_t from, std::size_t to) {
  const std::size_t start = i * from;
  const std::size_t end = start + from;
  Taps taps{start / to, {}};
  for (std::size_t k = taps.first; k * to < end; ++k) {
    const std::size_t covered = std::min(end, (k + 1) * to) - std::max(start, k * to);
    taps.weights.push_back(as_double(covered) / as_double(from));
  }
  return taps;
}

Taps antialias_taps(std::size_t i, std::size_t from, std::size_t to) {
  const double scale = as_double(from) / as_double(to);
  const double support = std::max(1.0, scale);
  const double centre = (as_double(i) + 0.5) * scale;
  const double lowest = std::max(0.0, std::floor(centre - support));
  Taps taps{static_cast<std::size_t>(lowest), {}};
  double sum = 0;
  for (std::size_t k = taps.first; k < from && as_double(k) < centre + support; ++k) {
    const double weight = std::max(0.0, 1 - std::abs(as_double(k) + 0.5 - centre) / support);
    taps.weights.push_back(weight);
    sum += weight;
  }
  for (double& weight : taps.weights) weight /= sum;
  return taps;
}

std::vector<Taps> taps_of(ResizeFilter filter, std::size_t from, std::size_t to) {
  std::vector<Taps> all;
  all.reserve(to);
  for (std::size_t i = 0; i < to; ++i) {
    all.push_back(filter == ResizeFilter::kArea        ? area_taps(i, from, to)
                  : filter == ResizeFilter::kAntialias ? antialias_taps(i, from, to)
                                                       : bilinear_taps(i, from, to));
  }
  return all;
}

/// Elements beside an axis: `outer` runs before it, `inner` behind it.
struct Around {
  std::size_t outer = 1;
  std::size_t inner = 1;
};

Around around(const PixelGrid& grid, std::size_t axis) {
  Around beside;
  for (std::size_t other = 0; other < axis; ++other) beside.outer *= grid.size[other];
  for (std::size_t other = axis + 1; other < 3; ++other) beside.inner *= grid.size[other];
  (grid.channels_last ? beside.inner : beside.outer) *= grid.channels;
  return beside;
}

std::vector<double> along(const std::vector<double>& values, const PixelGrid& from,
                          std::size_t axis, std::size_t to, ResizeFilter filter) {
  const std::size_t length = from.size[axis];
  const Around beside = around(from, axis);
  const std::vector<Taps> taps = taps_of(filter, length, to);
  std::vector<double> result(beside.outer * to * beside.inner);
  for (std::size_t outer = 0; outer < beside.outer; ++outer) {
    for (std::size_t i = 0; i < to; ++i) {
      const Taps& tap = taps[i];
      const double* source = &values[(outer * length + tap.first) * beside.inner];
      double* target = &result[(outer * to + i) * beside.inner];
      for (std::size_t inner = 0; inner < beside.inner; ++inner) {
        double sum = 0;
        double least = source[inner];
        double largest = source[inner];
        for (std::size_t k = 0; k < tap.weights.size(); ++k) {
          const double x = source[k * beside.inner + inner];
          sum += tap.weights[k] * x;
          least = std::min(least, x);
          largest = std::max(largest, x);
        }
        target[inner] = std::clamp(sum, least, largest);
      }
    }
  }
  return result;
}

/// The middle `count` pixels of an axis.
std::vector<double> cropped(const std::vector<double>& values, const PixelGrid& from,
                            std::size_t axis, std::size_t count) {
  const std::size_t length = from.size.at(axis);
  const std::size_t start = (length - count) / 2;
  const Around beside = around(from, axis);
  std::vector<double> result;
  result.reserve(beside.outer * count * beside.inner);
  for (std::size_t outer = 0; outer < beside.outer; ++outer) {
    const auto first =
        values.begin() + static_cast<std::ptrdiff_t>((outer * length + start) * beside.inner);
    result.insert(result.end(), first,
                  first + static_cast<std::ptrdiff_t>(count * beside.inner));
  }
  return result;
}

/// An axis in the middle of one of `to` pixels, the others filled.
std::vector<double> padded(const std::vector<double>& values, const PixelGrid& from,
                           std::size_t axis, std::size_t to, std::span<const double> fills) {
  const std::size_t length = from.size.at(axis);
  const std::size_t start = (to - length) / 2;
  const Around beside = around(from, axis);
  std::vector<double> result(beside.outer * to * beside.inner);
  const std::size_t plane = result.size() / from.channels;
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = fills[from.channels_last ? i % from.channels : i / plane];
  }
  for (std::size_t outer = 0; outer < beside.outer; ++outer) {
    const auto first =
        values.begin() + static_cast<std::ptrdiff_t>(outer * length * beside.inner);
    std::copy(
        first, first + static_cast<std::ptrdiff_t>(length * beside.inner),
        result.begin() + static_cast<std::ptrdiff_t>((outer * to + start) * beside.inner));
  }
  return result;
}

std::size_t rounded(double size, std::size_t most) {
  return std::clamp<std::size_t>(static_cast<std::size_t>(std::llround(size)), 1, most);
}

}  // namespace

std::optional<PixelGrid> grid_of(Layout layout, std::span<const std::uint32_t> shape) {
  if (layout == Layout::kFlat || shape.size() < 3 || shape.size() > 4) return std::nullopt;
  PixelGrid grid;
  grid.channels_last = layout == Layout::kChannelsLast;
  grid.channels = grid.channels_last ? shape.back() : shape.front();
  const auto sizes = grid.channels_last ? shape.first(shape.size() - 1) : shape.subspan(1);
  grid.size = {1, sizes[sizes.size() - 2], sizes.back()};
  if (sizes.size() == 3) grid.size[0] = sizes.front();
  return grid;
}

std::vector<double> resampled(std::vector<double> values, PixelGrid from, const PixelGrid& to,
                              ResizeFilter filter, ResizeAspect aspect,
                              std::span<const double> fills) {
  std::array<double, 3> scale{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    scale.at(axis) = as_double(to.size.at(axis)) / as_double(from.size.at(axis));
  }
  // An image's depth is no proportion of it.
  const auto first = scale.begin() + (from.size[0] == 1 && to.size[0] == 1 ? 1 : 0);
  const double smallest = *std::min_element(first, scale.end());
  const double largest = *std::max_element(first, scale.end());
  for (std::size_t axis = 3; axis-- > 0;) {
    const std::size_t target = to.size.at(axis);
    std::size_t& length = from.size.at(axis);
    if (aspect == ResizeAspect::kCrop) {
      const std::size_t kept = rounded(as_double(target) / largest, length);
      if (kept != length) {
        values = cropped(values, from, axis, kept);
        length = kept;
      }
    }
    const std::size_t inside =
        aspect == ResizeAspect::kPad ? rounded(smallest * as_double(length), target) : target;
    if (inside != length) {
      values = along(values, from, axis, inside, filter);
      length = inside;
    }
    if (inside != target) {
      values = padded(values, from, axis, target, fills);
      length = target;
    }
  }
  return values;
}

}  // namespace medisc
