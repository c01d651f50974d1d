#include "compiler/spline.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "plan/powers.hpp"

namespace medisc {
namespace {

constexpr int kFewestPlaces = 64;  ///< steps of the lattice, from end to end
constexpr int kMostPlaces = 512;
constexpr double kRise = 6;    ///< tolerances that a function may rise in a step
constexpr double kBeyond = 3;  ///< tolerance beyond the reach
constexpr int kValues = 8;     ///< of the lattice, on either side within the tolerance
constexpr int kLeastSlopeBits = 3;
constexpr int kMostSlopeBits = 10;
constexpr int kDetour = 1;  ///< pieces more than the fewest that may lead to a place
constexpr int kWidenings = 8;

/// Values of the function on the lattice, and how far a spline may be off.
struct Target {
  double first = 0;  ///< place
  double step = 0;   ///< of places
  std::vector<double> values;
  std::vector<double> tolerance;
  double steepest = 0;
};

/// None where a value is not finite.
std::optional<Target> target_of(const RealFunction& f, const SplineGoal& goal, int places) {
  Target target{-2 * goal.reach, 4 * goal.reach / places, {}, {}, 0};
  for (int i = 0; i <= places; ++i) {
    const double x = target.first + i * target.step;
    const double beyond = std::abs(x) <= goal.reach ? 1 : kBeyond;
    target.values.push_back(f(x));
    target.tolerance.push_back(beyond * goal.tolerance);
    if (!std::isfinite(target.values.back())) return std::nullopt;
    if (i == 0) continue;
    const double rise = target.values[static_cast<std::size_t>(i)] -
                        target.values[static_cast<std::size_t>(i - 1)];
    target.steepest = std::max(target.steepest, std::abs(rise) / target.step);
  }
  return target;
}

/// As coarse as the tolerance allows.
std::optional<Target> target_of(const RealFunction& f, const SplineGoal& goal) {
  for (int places = kFewestPlaces;; places *= 2) {
    auto target = target_of(f, goal, places);
    if (!target || places == kMostPlaces ||
        target->steepest * target->step <= kRise * goal.tolerance) {
      return target;
    }
  }
}

/// Polylines through the lattice's places and values, whose slopes are multiples of a unit: the
/// best of each place and value, from left to right.
class Search {
 public:
  Search(const Target& target, double tolerance) : target_(target) {
    const int fine = ceil_log2(target.steepest * target.step * kValues / tolerance);
    const int bits = std::clamp(fine, kLeastSlopeBits, kMostSlopeBits);
    slope_ = std::ldexp(1.0, ceil_log2(target.steepest) - bits);
    unit_ = slope_ * target.step;
    while (unit_ * kValues > 2 * tolerance) {
      unit_ /= 2;
      units_a_slope_ *= 2;
    }
    for (std::size_t i = 0; i < target.values.size(); ++i) {
      const double low = (target.values[i] - target.tolerance[i]) / unit_;
      const double high = (target.values[i] + target.tolerance[i]) / unit_;
      lowest_.push_back(static_cast<std::int64_t>(std::ceil(low)));
      highest_.push_back(static_cast<std::int64_t>(std::floor(high)));
      const std::int64_t count = std::max<std::int64_t>(highest_[i] - lowest_[i] + 1, 0);
      nodes_.emplace_back(static_cast<std::size_t>(count));
    }
  }

  /// None where no polyline stays within the tolerance.
  std::optional<Activation> run(std::uint32_t size) {
    for (Node& node : nodes_.front()) node = {0, 0, -1, 0, 0};
    for (std::size_t place = 0; place + 1 < nodes_.size(); ++place) {
      int fewest = std::numeric_limits<int>::max() - kDetour;
      for (const Node& node : nodes_[place]) fewest = std::min(fewest, node.pieces);
      for (std::size_t value = 0; value < nodes_[place].size(); ++value) {
        if (nodes_[place][value].pieces <= fewest + kDetour) leave(place, value);
      }
    }
    const Node* best = nullptr;
    std::int64_t at = 0;
    for (std::size_t value = 0; value < nodes_.back().size(); ++value) {
      const Node& node = nodes_.back()[value];
      if (!node.is_reached() || (best != nullptr && !node.is_better(*best))) continue;
      best = &node;
      at = lowest_.back() + static_cast<std::int64_t>(value);
    }
    if (best == nullptr) return std::nullopt;
    return traced(size, *best, at);
  }

 private:
  /// The best way to a place and value.
  struct Node {
    int pieces = std::numeric_limits<int>::max();
    double squares = 0;
    int from = -1;  ///< the place where the last piece began
    std::int64_t from_value = 0;
    std::int64_t slope = 0;  ///< of the last piece

    bool is_reached() const { return pieces != std::numeric_limits<int>::max(); }
    bool is_better(const Node& other) const {
      return pieces != other.pieces ? pieces < other.pieces : squares < other.squares;
    }
  };

  /// Every piece that begins there.
  void leave(std::size_t place, std::size_t value) {
    const Node start = nodes_[place][value];
    const std::int64_t y = lowest_[place] + static_cast<std::int64_t>(value);
    const auto toward = [&](std::int64_t bound) {
      return static_cast<double>(bound - y) / static_cast<double>(units_a_slope_);
    };
    const auto least = static_cast<std::int64_t>(std::ceil(toward(lowest_[place + 1])));
    const auto most = static_cast<std::int64_t>(std::floor(toward(highest_[place + 1])));
    for (std::int64_t slope = least; slope <= most; ++slope) {
      if (start.from >= 0 && slope == start.slope) continue;
      draw(place, y, slope, start);
    }
  }

  void draw(std::size_t place, std::int64_t y, std::int64_t slope, const Node& start) {
    double squares = start.squares;
    std::int64_t now = y;
    for (std::size_t to = place + 1; to < nodes_.size(); ++to) {
      now += slope * units_a_slope_;
      if (now < lowest_[to] || now > highest_[to]) return;
      const double off = static_cast<double>(now) * unit_ - target_.values[to];
      squares += off * off;
      Node& node = nodes_[to][static_cast<std::size_t>(now - lowest_[to])];
      const Node next{start.pieces + 1, squares, static_cast<int>(place), y, slope};
      if (next.is_better(node)) node = next;
    }
  }

  Activation traced(std::uint32_t size, const Node& last, std::int64_t at) const {
    Activation spline{size, 0, 0, {}};
    std::vector<Bend> bends;
    const Node* node = &last;
    for (;;) {
      const double right = static_cast<double>(node->slope) * slope_;
      const auto place = static_cast<std::size_t>(node->from);
      at = node->from_value;
      if (node->from == 0) {
        spline.slope = right;
        spline.offset = static_cast<double>(at) * unit_ - right * place_of(0);
        break;
      }
      node = &nodes_[place][static_cast<std::size_t>(at - lowest_[place])];
      const double left = static_cast<double>(node->slope) * slope_;
      bends.push_back({place_of(place), right - left});
    }
    spline.bends.assign(bends.rbegin(), bends.rend());
    return spline;
  }

  double place_of(std::size_t place) const {
    return target_.first + static_cast<double>(place) * target_.step;
  }

  const Target& target_;
  double slope_ = 0;                  ///< the unit of slopes
  double unit_ = 0;                   ///< of values
  std::int64_t units_a_slope_ = 1;    ///< values a step of places, at a slope of one unit
  std::vector<std::int64_t> lowest_;  ///< of each place, in units
  std::vector<std::int64_t> highest_;
  std::vector<std::vector<Node>> nodes_;  ///< by place and value
};

double error_of(const Activation& spline, const RealFunction& f, double reach) {
  double largest = 0;
  for (int i = -kMostPlaces; i <= kMostPlaces; ++i) {
    const double x = reach * i / kMostPlaces;
    largest = std::max(largest, std::abs(spline(x) - f(x)));
  }
  return largest;
}

}  // namespace

std::optional<Activation> spline_of(const Smooth& smooth, const SplineGoal& goal) {
  SplineGoal now = goal;
  for (int widening = 0; widening < kWidenings; ++widening, now.tolerance *= 2) {
    const auto target = target_of(smooth.function, now);
    if (!target) return std::nullopt;
    const auto [least, most] = std::ranges::minmax(target->values);
    if (most - least <= 2 * now.tolerance) {
      Activation level{smooth.size, 0, least + (most - least) / 2, {}};
      level.spline = SplineFacts{goal.reach, error_of(level, smooth.function, goal.reach)};
      return level;
    }
    auto spline = Search(*target, now.tolerance).run(smooth.size);
    if (!spline || spline->bends.size() > kMostSplineBends) continue;
    spline->spline = SplineFacts{goal.reach, error_of(*spline, smooth.function, goal.reach)};
    return spline;
  }
  return std::nullopt;
}

}  // namespace medisc
