#include "import/resampling.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace medisc {
namespace {

constexpr std::array kModes{"nearest", "linear", "cubic"};
constexpr std::array kCoordinates{
    "half_pixel",           "pytorch_half_pixel",   "align_corners",     "asymmetric",
    "tf_half_pixel_for_nn", "half_pixel_symmetric", "tf_crop_and_resize"};
constexpr std::array kRoundings{"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"};

template <class List>
bool is_among(const List& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

/// Where element x of the result lies. In single precision, as the runtimes have it: it decides
/// which of two elements is the nearest.
float place_of(const ResampledAxis& axis, const ResamplingMode& mode, std::uint64_t x) {
  const auto at = static_cast<float>(x);
  const auto from = static_cast<float>(axis.from);
  const auto to = static_cast<float>(axis.to);
  const float middle = (at + 0.5F) / axis.scale - 0.5F;
  const std::string& how = mode.coordinates;
  if (how == "asymmetric") return at / axis.scale;
  if (how == "align_corners") return axis.to == 1 ? 0 : at * (from - 1) / (to - 1);
  if (how == "pytorch_half_pixel") return axis.to == 1 ? 0 : middle;
  if (how == "tf_half_pixel_for_nn") return (at + 0.5F) / axis.scale;
  if (how == "half_pixel_symmetric") {
    const float adjustment = to / (axis.scale * from);
    return from / 2 * (1 - adjustment) + middle;
  }
  if (how == "tf_crop_and_resize") {
    const auto begin = static_cast<float>(axis.roi_begin);
    const auto end = static_cast<float>(axis.roi_end);
    if (axis.to == 1) return 0.5F * (begin + end) * (from - 1);
    return begin * (from - 1) + at * (end - begin) * (from - 1) / (to - 1);
  }
  return middle;
}

float rounded(float place, const std::string& rounding) {
  if (rounding == "floor") return std::floor(place);
  if (rounding == "ceil") return std::ceil(place);
  if (rounding == "round_prefer_ceil") return std::floor(place + 0.5F);
  return std::ceil(place - 0.5F);
}

std::uint64_t nearest_to(float place, const ResampledAxis& axis, const ResamplingMode& mode) {
  const auto last = static_cast<float>(axis.from - 1);
  return static_cast<std::uint64_t>(std::clamp(rounded(place, mode.rounding), 0.0F, last));
}

/// What weight an element has that is `x` away, of mode linear: within 1.
double tent(double x) {
  return std::max(0.0, 1 - std::abs(x));
}

/// Of mode cubic: within 2.
double cubic(double x, double a) {
  x = std::abs(x);
  if (x >= 2) return 0;
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
}

/// Only a part of an axis that is chosen (a roi) has an outside.
bool is_outside(float place, const ResampledAxis& axis, const ResamplingMode& mode) {
  const bool inside = place >= 0 && place <= static_cast<float>(axis.from - 1);
  return mode.coordinates == "tf_crop_and_resize" && !inside;
}

/// The weights of one row, where elements beyond the ends are those at the ends.
void add_weights(double* row, const ResampledAxis& axis, const ResamplingMode& mode,
                 double place) {
  const auto last = static_cast<std::int64_t>(axis.from) - 1;
  // What is made smaller may be smoothed: then a weight reaches as much further.
  const double narrowed = mode.antialias ? std::min<double>(axis.scale, 1) : 1;
  const double reach = (mode.mode == "linear" ? 1 : 2) / narrowed;
  const bool bounded = mode.exclude_outside && mode.mode == "cubic";
  double sum = 0;
  const auto end = static_cast<std::int64_t>(std::floor(place + reach));
  for (auto at = static_cast<std::int64_t>(std::ceil(place - reach)); at <= end; ++at) {
    if (bounded && (at < 0 || at > last)) continue;
    const double distance = (static_cast<double>(at) - place) * narrowed;
    const double weight =
        mode.mode == "linear" ? tent(distance) : cubic(distance, mode.cubic_a);
    row[std::clamp<std::int64_t>(at, 0, last)] += weight;
    sum += weight;
  }
  if (!bounded && narrowed == 1) return;
  for (std::uint64_t i = 0; i < axis.from; ++i) row[i] /= sum;
}

}  // namespace

bool ResamplingMode::is_known() const {
  return is_among(kModes, mode) && is_among(kCoordinates, coordinates) &&
         is_among(kRoundings, rounding);
}

std::optional<std::vector<std::uint64_t>> nearest_elements(const ResampledAxis& axis,
                                                           const ResamplingMode& mode) {
  std::vector<std::uint64_t> elements;
  for (std::uint64_t x = 0; x < axis.to; ++x) {
    const float place = place_of(axis, mode, x);
    if (is_outside(place, axis, mode)) return std::nullopt;
    elements.push_back(nearest_to(place, axis, mode));
  }
  return elements;
}

std::vector<double> resampling_matrix(const ResampledAxis& axis, const ResamplingMode& mode) {
  std::vector<double> matrix(axis.to * axis.from);
  for (std::uint64_t x = 0; x < axis.to; ++x) {
    double* const row = matrix.data() + x * axis.from;
    const float place = place_of(axis, mode, x);
    if (is_outside(place, axis, mode)) continue;
    if (mode.mode == "nearest") {
      row[nearest_to(place, axis, mode)] = 1;
    } else {
      add_weights(row, axis, mode, place);
    }
  }
  return matrix;
}

}  // namespace medisc
