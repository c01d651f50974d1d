#include "storage/memory_store.hpp"
#include "storage/refusals.hpp"

namespace medisc {

Result<std::vector<Half>> MemoryStore::undelivered(PoolId pool, Owner owner,
                                                   const Portion& portion) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  std::vector<std::string> ids;
  for (const Bundle* bundle : (*found)->in_state(BundleState::kDealt)) {
    ids.push_back(bundle->id);
  }
  return undelivered_by_id(pool, owner, ids, portion);
}

Result<std::vector<Half>> MemoryStore::undelivered_by_id(PoolId pool, Owner owner,
                                                         const std::vector<std::string>& ids,
                                                         const Portion& portion) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  std::vector<Half> waiting;
  std::size_t read = 0;
  for (const auto& id : ids) {
    if (waiting.size() == portion.halves || read >= portion.bytes) break;
    Bundle* bundle = (*found)->find(id);
    if (!bundle || bundle->state != BundleState::kDealt || !bundle->half_of(owner)) continue;
    Half half{id, *bundle->half_of(owner), {}};
    if (owner == Owner::kService) {
      half.chunks = {bundle->chunks.in_all, waiting.empty() ? portion.first_chunk : 0, {}};
      const std::size_t before = read;
      for (std::uint32_t i = half.chunks.first; i < half.chunks.in_all; ++i) {
        if (read > before && read >= portion.bytes) break;
        half.chunks.parts.push_back(bundle->chunks.parts[i]);
        read += half.chunks.parts.back().size();
      }
    }
    waiting.push_back(std::move(half));
  }
  return waiting;
}

Result<std::uint64_t> MemoryStore::drop_partial(PoolId pool) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  std::vector<std::string> ids;
  for (const Bundle* bundle : (*found)->in_state(BundleState::kPartial)) {
    ids.push_back(bundle->id);
  }
  return burn(pool, ids, "not dealt to its end");
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
    if (owner == Owner::kService) bundle.chunks = {};
    bundle.changed_at = time;
    if (!bundle.own_half()) bundle.state = BundleState::kDelivered;
    ++handed_over;
  }
  count_spent(**found, handed_over);
  return {};
}

}  // namespace medisc
