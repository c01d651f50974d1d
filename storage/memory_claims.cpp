#include "storage/memory_store.hpp"

namespace medisc {

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
