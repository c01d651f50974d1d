/// Filling a pool: deals bundles, seals each half to its owner, stores them.
#pragma once

#include <functional>

#include "messages/identifiers.hpp"
#include "plan/plan.hpp"
#include "storage/dealer_pools.hpp"

namespace medisc {

struct FillOrder {
  PlanHash plan_hash{};
  Plan plan;
  PublicKey hospital{};
  PublicKey service{};
  std::uint64_t count = 0;
};

/// Adds `count` bundles to the pool, made where it is missing; in batches, each one
/// transaction, so that what an interruption leaves is whole. Dealing itself uses every core.
/// `progress(done)` is told after each batch; it returns false to stop early.
/// Keeps the time that a bundle took as the pool's pace. Returns how many were added.
Result<std::uint64_t> fill_pool(DealerPools& pools, const FillOrder& order,
                                const std::function<bool(std::uint64_t done)>& progress);

}  // namespace medisc
