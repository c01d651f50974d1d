#include "storage/pool_list.hpp"

namespace medisc {
namespace {

bool takes(const Filter& filter, const PoolRow& pool) {
  return (filter.model.empty() || pool.model == filter.model) &&
         (pool.key.hospital.starts_with(filter.peer) ||
          pool.key.service.starts_with(filter.peer));
}

}  // namespace

Result<BundleCounts> PoolList::level(PoolId pool) {
  const auto all = changes(pool, "");
  if (!all) return tl::unexpected(all.error());
  return all->bundles;
}

Result<std::vector<PoolLevel>> PoolList::pool_levels(const Filter& filter) {
  auto listed = pools();
  if (!listed) return tl::unexpected(listed.error());
  std::vector<PoolLevel> levels;
  for (PoolRow& pool : *listed) {
    if (!takes(filter, pool)) continue;
    auto changed = changes(pool.id, filter.since);
    if (!changed) return tl::unexpected(changed.error());
    levels.push_back({pool.id, std::move(pool.model), std::move(pool.key), changed->bundles,
                      std::move(changed->last_moved)});
  }
  return levels;
}

}  // namespace medisc
