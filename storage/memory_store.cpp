#include "storage/memory_store.hpp"

#include <algorithm>

#include "storage/refusals.hpp"

namespace medisc {

Result<void> MemoryStore::put_plan(const PlanRow& plan) {
  auto known = std::ranges::find(plans_, plan.hash, &PlanRow::hash);
  if (known == plans_.end()) {
    plans_.push_back(plan);
    plans_.back().added_at = utc_text(clock_());
    return {};
  }
  if (known->encoded != plan.encoded || known->ring_bits != plan.ring_bits) {
    return tl::unexpected(other_plan_bytes(plan.hash));
  }
  if (is_another_service(known->service, plan.service)) {
    return tl::unexpected(other_plan_service(plan.hash));
  }
  if (known->service.empty()) known->service = plan.service;
  known->model = plan.model;
  known->added_at = utc_text(clock_());
  return {};
}

Result<std::vector<PlanRow>> MemoryStore::plans(const PlanQuery& query) {
  std::vector<PlanRow> newest(plans_.rbegin(), plans_.rend());
  std::ranges::stable_sort(newest, std::greater<>(), &PlanRow::added_at);
  std::erase_if(newest, [&](const PlanRow& plan) {
    return plan.hash != query.hash.value_or(plan.hash) ||
           plan.model != query.model.value_or(plan.model) ||
           is_another_service(plan.service, query.service);
  });
  if (newest.size() > query.limit) newest.resize(query.limit);
  return newest;
}

Result<std::optional<std::string>> MemoryStore::newest_plan(const std::string& model,
                                                            const std::string& service) {
  const auto newest = plans({{}, model, service, 1}).value();
  return newest.empty() ? std::nullopt : std::optional(newest.front().hash);
}

Result<MemoryStore::Pool*> MemoryStore::find(PoolId pool) {
  const auto number = static_cast<std::int64_t>(pool);
  if (number < 1 || number > static_cast<std::int64_t>(pools_.size())) {
    return tl::unexpected(unknown_pool(pool));
  }
  return &pools_[static_cast<std::size_t>(number - 1)];
}

const PlanRow& MemoryStore::plan_of(const Pool& pool) const {
  return *std::ranges::find(plans_, pool.key.plan_hash, &PlanRow::hash);
}

Result<std::vector<PoolRow>> MemoryStore::pools() {
  std::vector<PoolRow> rows;
  for (const Pool& pool : pools_) {
    const PoolId id{static_cast<std::int64_t>(rows.size() + 1)};
    rows.push_back({id, plan_of(pool).model, pool.key, pool.pace_us});
  }
  return rows;
}

Result<PoolChanges> MemoryStore::changes(PoolId pool, const std::string& since) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  PoolChanges changes;
  for (const Bundle& bundle : (*found)->bundles) {
    if (bundle.changed_at < since) continue;
    ++changes.bundles.counts[static_cast<std::size_t>(bundle.state)];
    if (bundle.state == BundleState::kDealt) continue;
    changes.last_moved = std::max(changes.last_moved, std::optional(bundle.changed_at));
  }
  return changes;
}

Result<PoolId> MemoryStore::ensure_pool(const PoolKey& key) {
  const auto known = std::ranges::find(pools_, key, &Pool::key);
  if (known != pools_.end()) return PoolId{known - pools_.begin() + 1};
  const auto plan = std::ranges::find(plans_, key.plan_hash, &PlanRow::hash);
  if (plan == plans_.end()) return tl::unexpected(unknown_plan(key.plan_hash));
  if (is_another_service(plan->service, key.service)) {
    return tl::unexpected(other_plan_service(key.plan_hash));
  }
  pools_.emplace_back().key = key;
  return PoolId{static_cast<std::int64_t>(pools_.size())};
}

Result<void> MemoryStore::set_mask(PoolId pool, const Bytes& mask) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  std::optional<Bytes>& known = (*found)->mask;
  if (known && *known != mask) return tl::unexpected(other_mask(pool));
  known = mask;
  return {};
}

Result<std::optional<Bytes>> MemoryStore::mask(PoolId pool) {
  return find(pool).map([](const Pool* found) { return found->mask; });
}

Result<void> MemoryStore::set_pace(PoolId pool, std::int64_t microseconds) {
  return find(pool).map([&](Pool* found) { found->pace_us = microseconds; });
}

}  // namespace medisc
