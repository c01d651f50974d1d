#include <algorithm>

#include "storage/memory_store.hpp"
#include "storage/refusals.hpp"

namespace medisc {
namespace {

/// Those of `more` that follow what is there.
void append(Chunks& chunks, const Chunks& more) {
  chunks.in_all = more.in_all;
  for (std::uint32_t i = chunks.end(); i < more.end(); ++i) {
    chunks.parts.push_back(more.parts[i - more.first]);
  }
}

}  // namespace

void MemoryStore::Bundle::erase(BundleState last, const std::string& time) {
  state = last;
  changed_at = time;
  hospital_half.reset();
  service_half.reset();
  chunks = {};
  openings = {};
}

MemoryStore::Bundle* MemoryStore::Pool::find(const std::string& id) {
  auto found = by_id.find(id);
  return found == by_id.end() ? nullptr : &bundles[found->second];
}

void MemoryStore::Pool::forget_partial(const std::string& time) {
  std::erase_if(bundles, [&](const Bundle& bundle) {
    return bundle.state == BundleState::kPartial && bundle.changed_at < time;
  });
  by_id.clear();
  for (std::size_t i = 0; i < bundles.size(); ++i) by_id[bundles[i].id] = i;
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
  for (const auto& bundle : bundles) {
    const Bundle* known = (*found)->find(bundle.id);
    const bool partial = known && known->state == BundleState::kPartial;
    if (known && !partial && state == BundleState::kDealt) {
      return tl::unexpected(bundle_exists(bundle.id, known->state));
    }
    const bool follows = partial ? bundle.chunks.first <= known->chunks.end() &&
                                       bundle.chunks.in_all == known->chunks.in_all
                                 : known || bundle.chunks.first == 0;
    if (!follows) return tl::unexpected(chunks_out_of_order(bundle.id));
  }
  std::vector<std::string> ids;
  const std::string time = now();
  for (const auto& bundle : bundles) {
    Bundle* known = (*found)->find(bundle.id);
    if (known && known->state != BundleState::kPartial) continue;
    if (!known) {
      (*found)->by_id[bundle.id] = (*found)->bundles.size();
      (*found)->bundles.push_back({bundle.id,
                                   BundleState::kPartial,
                                   bundle.hospital_half,
                                   bundle.service_half,
                                   bundle.chunks,
                                   {},
                                   time,
                                   false});
      known = &(*found)->bundles.back();
    } else {
      append(known->chunks, bundle.chunks);
    }
    if (known->chunks.end() != known->chunks.in_all) continue;
    known->state = state;
    known->changed_at = time;
    ids.push_back(bundle.id);
  }
  return ids;
}

Result<std::vector<MissingHalf>> MemoryStore::missing(PoolId pool,
                                                      const std::vector<std::string>& ids) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  std::vector<MissingHalf> missing;
  for (const auto& id : ids) {
    const Bundle* bundle = (*found)->find(id);
    if (!bundle) missing.push_back({id, 0});
    if (bundle && bundle->state == BundleState::kPartial) {
      missing.push_back({id, bundle->chunks.end()});
    }
  }
  return missing;
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
    held.push_back({id, *bundle->own_half(), {}});
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
    if (bundle->state != BundleState::kDelivered && bundle->state != BundleState::kPrepared) {
      return tl::unexpected(wrong_state(id, bundle->state, "delivered or prepared"));
    }
    if (!bundle->own_half()) return tl::unexpected(half_missing(id));
    const Chunks& known = bundle->openings;
    if (openings.first > known.end() || openings.in_all == 0) {
      return tl::unexpected(chunks_out_of_order(id));
    }
    for (std::uint32_t i = openings.first; i < std::min(openings.end(), known.end()); ++i) {
      if (known.parts[i] != openings.parts[i - openings.first]) {
        return tl::unexpected(other_openings(id));
      }
    }
  }
  const std::string time = now();
  for (const auto& [id, openings] : prepared) {
    Bundle& bundle = *(*found)->find(id);
    append(bundle.openings, openings);
    const bool whole = bundle.openings.end() == bundle.openings.in_all;
    if (!whole || bundle.state == BundleState::kPrepared) continue;
    bundle.state = BundleState::kPrepared;
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
    taken.push_back({id, std::move(*bundle.own_half()), std::move(bundle.chunks),
                     std::move(bundle.openings), 0, Seed()});
    bundle.erase(BundleState::kConsumed, time);
  }
  count_spent(**found, ids.size());
  return taken;
}

Result<std::vector<Bytes>> MemoryStore::read_on(const ConsumedBundle& bundle, Material,
                                                std::uint32_t, std::size_t) {
  return tl::unexpected(chunks_gone(bundle.id));  // `consume` has handed over all
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
