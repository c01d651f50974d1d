#include "storage/memory_store.hpp"
#include "storage/refusals.hpp"

namespace medisc {

Result<std::vector<Half>> MemoryStore::undelivered(PoolId pool, Owner owner,
                                                   std::size_t limit) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  std::vector<Half> waiting;
  for (Bundle* bundle : (*found)->in_state(BundleState::kDealt)) {
    if (waiting.size() == limit) break;
    const auto& half = bundle->half_of(owner);
    if (half) waiting.push_back({bundle->id, *half});
  }
  return waiting;
}

Result<std::vector<Half>> MemoryStore::undelivered_by_id(PoolId pool, Owner owner,
                                                         const std::vector<std::string>& ids) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  std::vector<Half> waiting;
  for (const auto& id : ids) {
    Bundle* bundle = (*found)->find(id);
    if (!bundle || bundle->state != BundleState::kDealt || !bundle->half_of(owner)) continue;
    waiting.push_back({id, *bundle->half_of(owner)});
  }
  return waiting;
}

Result<std::uint64_t> MemoryStore::undelivered_count(PoolId pool, Owner owner) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  std::uint64_t count = 0;
  for (auto& bundle : (*found)->bundles) {
    if (bundle.state == BundleState::kDealt && bundle.half_of(owner)) ++count;
  }
  return count;
}

Result<void> MemoryStore::acknowledge(PoolId pool, Owner owner,
                                      const std::vector<std::string>& ids) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  for (const auto& id : ids) {
    if (!(*found)->find(id)) return tl::unexpected(unknown_bundle(id));
  }
  const std::string time = now();
  std::uint64_t handed_over = 0;
  for (const auto& id : ids) {
    Bundle& bundle = *(*found)->find(id);
    if (bundle.state != BundleState::kDealt || !bundle.half_of(owner)) continue;
    bundle.half_of(owner).reset();
    bundle.changed_at = time;
    if (!bundle.own_half()) bundle.state = BundleState::kDelivered;
    ++handed_over;
  }
  count_spent(**found, handed_over);
  return {};
}

}  // namespace medisc
