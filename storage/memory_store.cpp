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

Result<std::optional<PlanRow>> MemoryStore::find_plan(const std::string& hash) {
  auto found = std::ranges::find(plans_, hash, &PlanRow::hash);
  if (found == plans_.end()) return std::nullopt;
  return *found;
}

Result<std::optional<PlanRow>> MemoryStore::find_plan_by_model(const std::string& model,
                                                               const std::string& service) {
  auto newest = plans();
  auto found = std::ranges::find_if(*newest, [&](const PlanRow& plan) {
    return plan.model == model && !is_another_service(plan.service, service);
  });
  if (found == newest->end()) return std::nullopt;
  return *found;
}

Result<std::vector<PlanRow>> MemoryStore::plans() {
  std::vector<PlanRow> newest(plans_.rbegin(), plans_.rend());
  std::ranges::stable_sort(newest, std::greater<>(), &PlanRow::added_at);
  return newest;
}

Result<MemoryStore::Pool*> MemoryStore::find(PoolId pool) {
  const auto number = static_cast<std::int64_t>(pool);
  if (number < 1 || number > static_cast<std::int64_t>(pools_.size())) {
    return tl::unexpected(unknown_pool(pool));
  }
  return &pools_[static_cast<std::size_t>(number - 1)];
}

Result<PoolId> MemoryStore::ensure_pool(const PoolKey& key) {
  auto found = find_pool(key);
  if (*found) return **found;
  const auto plan = std::ranges::find(plans_, key.plan_hash, &PlanRow::hash);
  if (plan == plans_.end()) return tl::unexpected(unknown_plan(key.plan_hash));
  if (is_another_service(plan->service, key.service)) {
    return tl::unexpected(other_plan_service(key.plan_hash));
  }
  pools_.emplace_back().key = key;
  return PoolId{static_cast<std::int64_t>(pools_.size())};
}

Result<std::optional<PoolId>> MemoryStore::find_pool(const PoolKey& key) {
  auto found = std::ranges::find(pools_, key, &Pool::key);
  if (found == pools_.end()) return std::nullopt;
  return PoolId{found - pools_.begin() + 1};
}

Result<void> MemoryStore::set_once(PoolId pool, std::optional<Bytes> Pool::*blob,
                                   const Bytes& bytes, std::string_view what) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  auto& stored = (*found)->*blob;
  if (stored && *stored != bytes) return tl::unexpected(other_pool_bytes(pool, what));
  stored = bytes;
  return {};
}

Result<void> MemoryStore::set_mask(PoolId pool, const Bytes& mask) {
  return set_once(pool, &Pool::mask, mask, "mask");
}

Result<std::optional<Bytes>> MemoryStore::mask(PoolId pool) {
  return find(pool).map([](const Pool* found) { return found->mask; });
}

Result<void> MemoryStore::set_masked_weights(PoolId pool, const Bytes& weights) {
  return set_once(pool, &Pool::masked_weights, weights, "masked weights");
}

Result<std::optional<Bytes>> MemoryStore::masked_weights(PoolId pool) {
  return find(pool).map([](const Pool* found) { return found->masked_weights; });
}

Result<void> MemoryStore::set_pace(PoolId pool, std::int64_t microseconds) {
  return find(pool).map([&](Pool* found) { found->pace_us = microseconds; });
}

Result<std::optional<std::int64_t>> MemoryStore::pace(PoolId pool) {
  return find(pool).map([](const Pool* found) { return found->pace_us; });
}

Result<std::uint64_t> MemoryStore::used_bytes() {
  return 0;
}

Result<std::vector<PoolLevel>> MemoryStore::pool_levels(const Filter& filter) {
  std::vector<PoolLevel> levels;
  for (std::size_t i = 0; i < pools_.size(); ++i) {
    const Pool& pool = pools_[i];
    const auto plan = std::ranges::find(plans_, pool.key.plan_hash, &PlanRow::hash);
    if (!filter.model.empty() && plan->model != filter.model) continue;
    if (!pool.key.hospital.starts_with(filter.peer) &&
        !pool.key.service.starts_with(filter.peer)) {
      continue;
    }
    PoolLevel level{PoolId{static_cast<std::int64_t>(i + 1)}, plan->model, pool.key, {}, {}};
    for (const Bundle& bundle : pool.bundles) {
      if (bundle.changed_at < filter.since) continue;
      ++level.bundles.counts[static_cast<std::size_t>(bundle.state)];
      if (bundle.state == BundleState::kDealt) continue;
      if (!level.last_moved || *level.last_moved < bundle.changed_at) {
        level.last_moved = bundle.changed_at;
      }
    }
    levels.push_back(std::move(level));
  }
  return levels;
}

Result<BundleCounts> MemoryStore::level(PoolId pool) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  BundleCounts level;
  for (const auto& bundle : (*found)->bundles) {
    ++level.counts[static_cast<std::size_t>(bundle.state)];
  }
  return level;
}

}  // namespace medisc
