#include "compiler/activation.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace medisc {
namespace {

double slope_at(const Activation& f, double x) {
  double slope = f.slope;
  for (const Bend& bend : f.bends) {
    if (bend.at <= x) slope += bend.change;
  }
  return slope;
}

/// Where f may bend: at its own places, and where `inner` reaches them.
std::vector<double> places_of(const Activation& inner, const Activation& outer) {
  std::vector<double> places;
  for (const Bend& bend : inner.bends) places.push_back(bend.at);
  for (std::size_t piece = 0; piece <= inner.bends.size(); ++piece) {
    const double slope = inner.slope_after(static_cast<std::ptrdiff_t>(piece) - 1);
    if (slope == 0) continue;
    const double from = piece == 0 ? -HUGE_VAL : inner.bends[piece - 1].at;
    const double to = piece == inner.bends.size() ? HUGE_VAL : inner.bends[piece].at;
    const double known = piece == 0 ? 0 : from;
    const double there = piece == 0 ? inner.offset : inner(from);
    for (const Bend& bend : outer.bends) {
      const double at = known + (bend.at - there) / slope;
      if (from < at && at < to) places.push_back(at);
    }
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

}  // namespace

double Activation::operator()(double x) const {
  double y = slope == 0 ? offset : slope * x + offset;
  for (const Bend& bend : bends) {
    if (bend.at <= x) y += bend.change * (x - bend.at);
  }
  return y;
}

double Activation::slope_after(std::ptrdiff_t index) const {
  double sum = slope;
  for (std::ptrdiff_t i = 0; i <= index; ++i) sum += bends[static_cast<std::size_t>(i)].change;
  return sum;
}

double Activation::steepest() const {
  double largest = std::abs(slope);
  for (std::size_t i = 0; i < bends.size(); ++i) {
    largest = std::max(largest, std::abs(slope_after(static_cast<std::ptrdiff_t>(i))));
  }
  return largest;
}

bool Activation::is_homogeneous() const {
  return offset == 0 &&
         std::all_of(bends.begin(), bends.end(), [](const Bend& b) { return b.at == 0; });
}

bool Activation::never_falls() const {
  for (std::size_t piece = 0; piece <= bends.size(); ++piece) {
    if (slope_after(static_cast<std::ptrdiff_t>(piece) - 1) < 0) return false;
  }
  return true;
}

bool Activation::is_never_negative() const {
  if (slope > 0 || last_slope() < 0) return false;
  if (bends.empty()) return slope == 0 && offset >= 0;
  return std::all_of(bends.begin(), bends.end(),
                     [&](const Bend& bend) { return (*this)(bend.at) >= 0; });
}

double Activation::magnitude(double bound) const {
  double largest = std::max(std::abs((*this)(-bound)), std::abs((*this)(bound)));
  for (const Bend& bend : bends) {
    if (std::abs(bend.at) <= bound) largest = std::max(largest, std::abs((*this)(bend.at)));
  }
  return largest;
}

Activation relu(std::uint32_t size) {
  return {size, 0, 0, {{0, 1}}};
}

Activation identity_activation(std::uint32_t size) {
  return {size, 1, 0, {}};
}

Activation clip(std::uint32_t size, double low, double high) {
  Activation f = identity_activation(size);
  if (std::isfinite(low)) f = {size, 0, low, {{low, 1}}};
  if (std::isfinite(high)) f.bends.push_back({high, -1});
  return f;
}

bool is_unbounded(const Activation& f) {
  return f.slope != 0 || f.last_slope() != 0;
}

Activation capped(Activation f, double limit) {
  const double last = f.last_slope();
  if (last != 0) {
    const double from = f.bends.empty() ? 0 : f.bends.back().at;
    const double goal = last > 0 ? limit : -limit;
    f.bends.push_back({from + (goal - f(from)) / last, -last});
  }
  if (f.slope != 0) {
    const double to = f.bends.front().at;
    const double goal = f.slope > 0 ? -limit : limit;
    const double at = to + (goal - f(to)) / f.slope;
    f.bends.insert(f.bends.begin(), {at, f.slope});
    f.slope = 0;
    f.offset = goal;
  }
  return f;
}

Activation compose(const Activation& first, const Activation& second) {
  const std::vector<double> places = places_of(first, second);
  // Of a piece, somewhere within it: a place itself is exact but for rounding.
  const auto slope_within = [&](double x) {
    return slope_at(first, x) * slope_at(second, first(x));
  };
  if (places.empty()) return {first.size, slope_within(0), second(first(0)), {}};
  Activation result{first.size, slope_within(places.front() - 1), 0, {}};
  result.offset = second(first(places.front())) - result.slope * places.front();
  double before = result.slope;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const bool is_last = i + 1 == places.size();
    const double after =
        slope_within(is_last ? places[i] + 1 : (places[i] + places[i + 1]) / 2);
    if (after != before) result.bends.push_back({places[i], after - before});
    before = after;
  }
  return result;
}

Activation of_scaled(Activation f, double factor) {
  f.slope *= factor;
  for (Bend& bend : f.bends) {
    bend.at /= factor;
    bend.change *= factor;
  }
  return f;
}

}  // namespace medisc
