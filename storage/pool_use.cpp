#include "storage/pool_use.hpp"

#include <algorithm>

namespace medisc {
namespace {

std::uint64_t left_in(const BundleCounts& bundles, Side side) {
  if (side == Side::kDealer) return bundles.in(BundleState::kDealt);
  return bundles.in(BundleState::kDelivered) + bundles.in(BundleState::kPrepared);
}

std::uint64_t used_in(const std::vector<PoolLevel>& levels, PoolId pool, Side side) {
  const auto found = std::ranges::find(levels, pool, &PoolLevel::id);
  if (found == levels.end()) return 0;
  return found->bundles.in(side == Side::kDealer ? BundleState::kDelivered
                                                 : BundleState::kConsumed);
}

}  // namespace

Result<std::vector<PoolUse>> pool_use(History& history, Filter filter, TimePoint now,
                                      Side side) {
  filter.since.clear();
  const auto levels = history.pool_levels(filter);
  if (!levels) return tl::unexpected(levels.error());
  filter.since = utc_text(now - std::chrono::hours(1));
  const auto hour = history.pool_levels(filter);
  if (!hour) return tl::unexpected(hour.error());
  filter.since = utc_text(now - std::chrono::hours(24));
  const auto day = history.pool_levels(filter);
  if (!day) return tl::unexpected(day.error());

  std::vector<PoolUse> uses;
  for (const PoolLevel& level : *levels) {
    PoolUse use;
    use.level = level;
    use.left = left_in(level.bundles, side);
    use.used_hour = used_in(*hour, level.id, side);
    use.used_day = used_in(*day, level.id, side);
    const double an_hour =
        std::max(static_cast<double>(use.used_hour), static_cast<double>(use.used_day) / 24);
    if (an_hour > 0) use.hours_left = static_cast<double>(use.left) / an_hour;
    uses.push_back(std::move(use));
  }
  return uses;
}

}  // namespace medisc
