#include "storage/memory_store.hpp"
#include "storage/refusals.hpp"

namespace medisc {

Result<std::vector<std::string>> MemoryStore::add_missing(
    PoolId pool, const std::vector<NewBundle>& bundles) {
  if (auto checked = check_new_bundles(bundles, BundleState::kDelivered); !checked) {
    return tl::unexpected(checked.error());
  }
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  std::vector<NewBundle> missing;
  std::vector<std::string> ids;
  for (const auto& bundle : bundles) {
    if ((*found)->find(bundle.id)) continue;
    missing.push_back(bundle);
    ids.push_back(bundle.id);
  }
  if (auto added = add_bundles(pool, missing, BundleState::kDelivered); !added) {
    return tl::unexpected(added.error());
  }
  return ids;
}

Result<std::vector<std::string>> MemoryStore::claim(PoolId pool, BundleState state,
                                                    std::size_t limit) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  std::vector<std::string> ids;
  for (Bundle* bundle : (*found)->in_state(state)) {
    if (ids.size() == limit) break;
    if (bundle->held) continue;
    bundle->held = true;
    ids.push_back(bundle->id);
  }
  return ids;
}

Result<void> MemoryStore::release(PoolId pool, const std::vector<std::string>& ids) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  for (const auto& id : ids) {
    if (Bundle* bundle = (*found)->find(id)) bundle->held = false;
  }
  return {};
}

}  // namespace medisc
