#include <algorithm>

#include "cli/stats.hpp"
#include "storage/pool_use.hpp"

namespace medisc {
namespace {

constexpr std::array<BundleState, kBundleStates> kStates{
    BundleState::kPartial,  BundleState::kDealt,    BundleState::kDelivered,
    BundleState::kPrepared, BundleState::kConsumed, BundleState::kBurned};

/// Without a configuration, bundles that wait for their owners tell a dealer.
Result<Side> side_of(History& history, const StatsQuery& query) {
  if (query.owner) return query.owner->role == Role::kDealer ? Side::kDealer : Side::kParty;
  const auto levels = history.pool_levels();
  if (!levels) return tl::unexpected<Error>(levels.error());
  const bool waits = std::ranges::any_of(*levels, [](const PoolLevel& level) {
    return level.bundles.in(BundleState::kDealt) > 0;
  });
  return waits ? Side::kDealer : Side::kParty;
}

}  // namespace

Result<StatsReport> pools_report(History& history, const StatsQuery& query) {
  const auto side = side_of(history, query);
  if (!side) return tl::unexpected<Error>(side.error());
  const auto uses = pool_use(history, query.filter, query.now, *side);
  if (!uses) return tl::unexpected<Error>(uses.error());
  const auto levels = history.pool_levels(query.filter);
  if (!levels) return tl::unexpected<Error>(levels.error());

  StatsTable table("pools", query);
  table.add_column({"model", "model"});
  table.add_column({"plan", "plan"});
  table.add_peer_column("hospital", "hospital");
  table.add_peer_column("service", "service");
  for (const BundleState state : kStates) {
    table.add_column({state_name(state), state_name(state)});
  }
  table.add_column({"used_last_hour", "used 1 h"});
  table.add_column({"used_last_day", "used 24 h"});
  table.add_column({"hours_left", "hours left", 1});
  for (const PoolUse& use : *uses) {
    const auto level = std::ranges::find(*levels, use.level.id, &PoolLevel::id);
    if (level == levels->end() || table.rows() == query.limit) continue;
    table.add_row() << level->model;
    table.add_hash(level->key.plan_hash);
    table.add_peer(level->key.hospital).add_peer(level->key.service);
    for (const BundleState state : kStates) {
      table << static_cast<std::int64_t>(level->bundles.in(state));
    }
    table << static_cast<std::int64_t>(use.used_hour) << static_cast<std::int64_t>(use.used_day)
          << (use.hours_left ? Cell{*use.hours_left} : Cell{});
  }
  return StatsReport{{}, {table.take()}};
}

}  // namespace medisc
