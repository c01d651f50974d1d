#include "storage/party_pools.hpp"

namespace medisc {
namespace {

using Ids = std::vector<std::string>;

}  // namespace

Result<Ids> PartyPools::add_missing(PoolId pool, const std::vector<NewBundle>& bundles) {
  return add(pool, bundles, BundleState::kDelivered);
}

Result<Ids> PartyPools::unprepared_ids(PoolId pool, const Ids& ids) {
  const auto states = states_of(pool, ids);
  if (!states) return tl::unexpected(states.error());
  Ids chosen;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if ((*states)[i] != BundleState::kPrepared) chosen.push_back(ids[i]);
  }
  return chosen;
}

}  // namespace medisc
