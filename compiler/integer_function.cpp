#include "compiler/integer_function.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "plan/powers.hpp"

namespace medisc {
namespace {

constexpr double kMostSlope = 0x1p30;
// A slope may be off by so much of itself, or of the steepest and of itself.
constexpr double kOwnPart = 1.0 / 60;
constexpr double kSteepestPart = 1.0 / 1024;
constexpr double kMostPart = 1.0 / 4;
constexpr double kMostNumber = 0x1p60;

/// Where a bend stands, in steps.
struct Anchor {
  double at = 0;
  double value = 0;
};

class Rounding {
 public:
  Rounding(const Activation& activation, std::int32_t scale, double reach)
      : f_(activation), scale_(scale), reach_(reach) {}

  std::optional<IntegerFunction> run() {
    if (!choose_slopes() || !place_knots()) return std::nullopt;
    return IntegerFunction{result_scale_, function()};
  }

 private:
  /// Of each piece, and the scale that holds them.
  bool choose_slopes() {
    std::vector<double> slopes;
    for (std::size_t piece = 0; piece <= f_.bends.size(); ++piece) {
      slopes.push_back(f_.slope_after(static_cast<std::ptrdiff_t>(piece) - 1));
    }
    const double steepest = f_.steepest();
    int bits = steepest > 0 ? -ceil_log2(steepest) : 0;
    while (!std::all_of(slopes.begin(), slopes.end(),
                        [&](double slope) { return is_met(slope, bits, steepest); })) {
      ++bits;
      if (!(std::ldexp(steepest, bits) <= kMostSlope)) return false;
    }
    for (const double slope : slopes) {
      slopes_.push_back(std::llround(std::ldexp(slope, bits)));
    }
    result_scale_ = scale_ + bits;
    return true;
  }

  /// Whether so many fractional bits hold a slope.
  static bool is_met(double slope, int bits, double steepest) {
    const double off = std::abs(std::ldexp(std::round(std::ldexp(slope, bits)), -bits) - slope);
    return off <= std::abs(slope) * kOwnPart ||
           (off <= steepest * kSteepestPart && off <= std::abs(slope) * kMostPart);
  }

  Anchor exact(std::size_t bend) const {
    const double at = f_.bends[bend].at;
    return {std::ldexp(at, scale_), std::ldexp(f_(at), result_scale_)};
  }

  /// From the bend nearest to 0 on, outwards: a sloped piece ends where its value is met, a
  /// level one at its place.
  bool place_knots() {
    if (f_.bends.empty()) return std::abs(std::ldexp(f_.offset, result_scale_)) < kMostNumber;
    const auto nearest = std::min_element(
        f_.bends.begin(), f_.bends.end(),
        [](const Bend& a, const Bend& b) { return std::abs(a.at) < std::abs(b.at); });
    const auto anchor = static_cast<std::size_t>(nearest - f_.bends.begin());
    places_.resize(f_.bends.size());
    values_.resize(f_.bends.size());
    places_[anchor] = std::clamp(std::round(exact(anchor).at), -reach_ - 1, reach_ + 1);
    const double there = f_(std::ldexp(places_[anchor], -scale_));
    const bool moved = places_[anchor] != std::round(exact(anchor).at);
    values_[anchor] =
        std::round(moved ? std::ldexp(there, result_scale_) : exact(anchor).value);
    for (std::size_t i = anchor + 1; i < places_.size(); ++i) place(i, i - 1, i);
    for (std::size_t i = anchor; i-- > 0;) place(i, i + 1, i + 1);
    return std::all_of(places_.begin(), places_.end(),
                       [](double at) { return std::abs(at) < kMostNumber; }) &&
           std::all_of(values_.begin(), values_.end(),
                       [](double value) { return std::abs(value) < kMostNumber; });
  }

  /// `to`, from its neighbour `from` along `piece`, and no further than one step beyond reach.
  void place(std::size_t to, std::size_t from, std::size_t piece) {
    const auto slope = static_cast<double>(slopes_[piece]);
    const Anchor goal = exact(to);
    const double steps = slope == 0 ? std::round(goal.at - places_[from])
                                    : std::round((goal.value - values_[from]) / slope);
    const double outward = to > from ? 1 : -1;
    const double most = std::max(reach_ + 1 - outward * places_[from], 1.0);
    const double taken = outward * std::clamp(outward * steps, 0.0, most);
    places_[to] = places_[from] + taken;
    values_[to] = values_[from] + slope * taken;
  }

  /// Knots at one place are one; a gate has one at least, and V below 0 needs one at 0.
  Piecewise function() const {
    Piecewise f{slopes_.front(), 0, {}};
    if (f_.bends.empty()) {
      f.offset = std::llround(std::ldexp(f_.offset, result_scale_));
    } else {
      f.offset = std::llround(values_[0]) - slopes_[0] * std::llround(places_[0]);
    }
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const auto at = static_cast<std::int64_t>(std::llround(places_[i]));
      const std::int64_t change = slopes_[i + 1] - slopes_[i];
      if (f.knots.empty() || f.knots.back().at != at) f.knots.push_back({at, 0, 0});
      f.knots.back().slope += change;
      f.knots.back().offset -= change * at;
    }
    if (f.knots.empty() || (f.takes_zero() && !f.has_knot_at(0))) {
      const auto behind = std::find_if(f.knots.begin(), f.knots.end(),
                                       [](const Knot& knot) { return knot.at > 0; });
      f.knots.insert(behind, {0, 0, 0});
    }
    return f;
  }

  const Activation& f_;
  std::int32_t scale_;
  double reach_;
  std::int32_t result_scale_ = 0;
  std::vector<std::int64_t> slopes_;  ///< of the pieces
  std::vector<double> places_;        ///< of the bends, whole
  std::vector<double> values_;        ///< there, whole
};

}  // namespace

std::optional<IntegerFunction> integer_function(const Activation& activation,
                                                std::int32_t scale, double reach) {
  return Rounding(activation, scale, reach).run();
}

}  // namespace medisc
