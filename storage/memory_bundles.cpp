#include <algorithm>

#include "storage/memory_store.hpp"
#include "storage/refusals.hpp"

namespace medisc {

void MemoryStore::Bundle::erase(BundleState last, const std::string& time) {
  state = last;
  changed_at = time;
  hospital_half.reset();
  service_half.reset();
  openings.reset();
}

MemoryStore::Bundle* MemoryStore::Pool::find(const std::string& id) {
  auto found = by_id.find(id);
  return found == by_id.end() ? nullptr : &bundles[found->second];
}

std::vector<MemoryStore::Bundle*> MemoryStore::Pool::in_state(BundleState state) {
  std::vector<Bundle*> found;
  for (Bundle& bundle : bundles) {
    if (bundle.state == state) found.push_back(&bundle);
  }
  std::ranges::stable_sort(found, {}, &Bundle::changed_at);
  return found;
}

Result<std::vector<std::string>> MemoryStore::add(PoolId pool,
                                                  const std::vector<NewBundle>& bundles,
                                                  BundleState state) {
  if (auto checked = check_new_bundles(bundles, state); !checked) {
    return tl::unexpected(checked.error());
  }
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  std::vector<Bundle> fresh;
  std::vector<std::string> ids;
  const std::string time = now();
  for (const auto& bundle : bundles) {
    const Bundle* known = (*found)->find(bundle.id);
    if (known && state == BundleState::kDelivered) continue;
    if (known) return tl::unexpected(bundle_exists(bundle.id, known->state));
    fresh.push_back({bundle.id, state, bundle.hospital_half, bundle.service_half, std::nullopt,
                     time, false});
    ids.push_back(bundle.id);
  }
  for (Bundle& bundle : fresh) {
    (*found)->by_id[bundle.id] = (*found)->bundles.size();
    (*found)->bundles.push_back(std::move(bundle));
  }
  return ids;
}

Result<std::vector<std::string>> MemoryStore::bundles_in(PoolId pool, BundleState state,
                                                         std::size_t limit) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  std::vector<std::string> ids;
  for (const Bundle* bundle : (*found)->in_state(state)) {
    if (ids.size() == limit) break;
    ids.push_back(bundle->id);
  }
  return ids;
}

Result<std::vector<std::optional<BundleState>>> MemoryStore::states_of(
    PoolId pool, const std::vector<std::string>& ids) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  std::vector<std::optional<BundleState>> states;
  for (const auto& id : ids) {
    const Bundle* bundle = (*found)->find(id);
    states.push_back(bundle ? std::optional(bundle->state) : std::nullopt);
  }
  return states;
}

Result<std::vector<Half>> MemoryStore::halves(PoolId pool,
                                              const std::vector<std::string>& ids) {
  if (auto distinct = check_distinct(ids); !distinct) return tl::unexpected(distinct.error());
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  std::vector<Half> held;
  for (const auto& id : ids) {
    Bundle* bundle = (*found)->find(id);
    if (!bundle) return tl::unexpected(unknown_bundle(id));
    if (bundle->state != BundleState::kDelivered && bundle->state != BundleState::kPrepared) {
      return tl::unexpected(wrong_state(id, bundle->state, "delivered or prepared"));
    }
    if (!bundle->own_half()) return tl::unexpected(half_missing(id));
    held.push_back({id, *bundle->own_half()});
  }
  return held;
}

Result<void> MemoryStore::store_prepared(PoolId pool,
                                         const std::vector<PreparedOpenings>& prepared) {
  if (auto distinct = check_distinct(prepared); !distinct) return distinct;
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  for (const auto& [id, openings] : prepared) {
    Bundle* bundle = (*found)->find(id);
    if (!bundle) return tl::unexpected(unknown_bundle(id));
    if (bundle->state == BundleState::kPrepared) {
      if (*bundle->openings != openings) return tl::unexpected(other_openings(id));
      continue;
    }
    if (bundle->state != BundleState::kDelivered) {
      return tl::unexpected(wrong_state(id, bundle->state, "delivered or prepared"));
    }
    if (!bundle->own_half()) return tl::unexpected(half_missing(id));
  }
  const std::string time = now();
  for (const auto& [id, openings] : prepared) {
    Bundle& bundle = *(*found)->find(id);
    if (bundle.state == BundleState::kPrepared) continue;
    bundle.state = BundleState::kPrepared;
    bundle.openings = openings;
    bundle.changed_at = time;
  }
  return {};
}

Result<std::vector<ConsumedBundle>> MemoryStore::consume(PoolId pool,
                                                         const std::vector<std::string>& ids,
                                                         const std::string& /*session_id*/) {
  if (auto distinct = check_distinct(ids); !distinct) return tl::unexpected(distinct.error());
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  for (const auto& id : ids) {
    const Bundle* bundle = (*found)->find(id);
    if (!bundle) return tl::unexpected(unknown_bundle(id));
    if (bundle->state != BundleState::kPrepared) {
      return tl::unexpected(wrong_state(id, bundle->state, "prepared"));
    }
  }
  const std::string time = now();
  std::vector<ConsumedBundle> taken;
  for (const auto& id : ids) {
    Bundle& bundle = *(*found)->find(id);
    taken.push_back({id, std::move(*bundle.own_half()), std::move(*bundle.openings)});
    bundle.erase(BundleState::kConsumed, time);
  }
  count_spent(**found, ids.size());
  return taken;
}

Result<std::uint64_t> MemoryStore::burn(PoolId pool, const std::vector<std::string>& ids,
                                        const std::string& /*reason*/) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  const std::string time = now();
  std::uint64_t count = 0;
  for (const auto& id : ids) {
    Bundle* bundle = (*found)->find(id);
    if (!bundle || bundle->state >= BundleState::kConsumed) continue;
    bundle->erase(BundleState::kBurned, time);
    ++count;
  }
  return count;
}

}  // namespace medisc
