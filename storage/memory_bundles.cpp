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

Result<void> MemoryStore::add_bundles(PoolId pool, const std::vector<NewBundle>& bundles,
                                      BundleState state) {
  if (auto checked = check_new_bundles(bundles, state); !checked) return checked;
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  for (const auto& bundle : bundles) {
    if (const Bundle* known = (*found)->find(bundle.id)) {
      return tl::unexpected(bundle_exists(bundle.id, known->state));
    }
  }
  const std::string time = now();
  for (const auto& bundle : bundles) {
    (*found)->by_id[bundle.id] = (*found)->bundles.size();
    (*found)->bundles.push_back({bundle.id, state, bundle.hospital_half, bundle.service_half,
                                 std::nullopt, time, false});
  }
  return {};
}

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

Result<std::vector<std::string>> MemoryStore::unknown_ids(PoolId pool,
                                                          const std::vector<std::string>& ids) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  std::vector<std::string> unknown;
  for (const auto& id : ids) {
    const auto& held = (*found)->bundles;
    const bool known = std::any_of(held.begin(), held.end(),
                                   [&](const auto& bundle) { return bundle.id == id; });
    if (!known) unknown.push_back(id);
  }
  return unknown;
}

Result<std::vector<std::string>> MemoryStore::unprepared_ids(
    PoolId pool, const std::vector<std::string>& ids) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  std::vector<std::string> unprepared;
  for (const auto& id : ids) {
    const Bundle* bundle = (*found)->find(id);
    if (!bundle || bundle->state != BundleState::kPrepared) unprepared.push_back(id);
  }
  return unprepared;
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
