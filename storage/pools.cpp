#include "storage/pools.hpp"

#include <algorithm>

#include "storage/refusals.hpp"

namespace medisc {
namespace {

Result<std::optional<PlanRow>> newest_of(Result<std::vector<PlanRow>> plans) {
  if (!plans) return tl::unexpected(plans.error());
  if (plans->empty()) return std::nullopt;
  return std::move(plans->front());
}

}  // namespace

Result<std::optional<PlanRow>> Pools::find_plan(const std::string& hash) {
  PlanQuery query;
  query.hash = hash;
  return newest_of(plans(query));
}

Result<std::optional<PlanRow>> Pools::find_plan_by_model(const std::string& model,
                                                         const std::string& service) {
  PlanQuery query;
  query.model = model;
  query.service = service;
  query.limit = 1;
  return newest_of(plans(query));
}

Result<std::optional<PoolId>> Pools::find_pool(const PoolKey& key) {
  const auto listed = pools();
  if (!listed) return tl::unexpected(listed.error());
  const auto found = std::ranges::find(*listed, key, &PoolRow::key);
  if (found == listed->end()) return std::nullopt;
  return found->id;
}

Result<std::optional<std::int64_t>> Pools::pace(PoolId pool) {
  const auto listed = pools();
  if (!listed) return tl::unexpected(listed.error());
  const auto found = std::ranges::find(*listed, pool, &PoolRow::id);
  if (found == listed->end()) return tl::unexpected(unknown_pool(pool));
  return found->pace_us;
}

}  // namespace medisc
