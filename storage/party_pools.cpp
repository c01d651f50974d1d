#include "storage/party_pools.hpp"

namespace medisc {
namespace {

using Ids = std::vector<std::string>;
using States = std::vector<std::optional<BundleState>>;

/// Those of `ids` whose state is one that `wanted` takes.
template <class Wanted>
Result<Ids> ids_where(const Ids& ids, const Result<States>& states, Wanted wanted) {
  if (!states) return tl::unexpected(states.error());
  Ids chosen;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (wanted((*states)[i])) chosen.push_back(ids[i]);
  }
  return chosen;
}

}  // namespace

Result<void> PartyPools::set_masked_weights(PoolId pool, const Bytes& weights) {
  return put_blob(pool, PoolBlob::kMaskedWeights, weights);
}

Result<std::optional<Bytes>> PartyPools::masked_weights(PoolId pool) {
  return blob(pool, PoolBlob::kMaskedWeights);
}

Result<Ids> PartyPools::add_missing(PoolId pool, const std::vector<NewBundle>& bundles) {
  return add(pool, bundles, BundleState::kDelivered);
}

Result<Ids> PartyPools::unknown_ids(PoolId pool, const Ids& ids) {
  return ids_where(ids, states_of(pool, ids), [](auto state) { return !state; });
}

Result<Ids> PartyPools::unprepared_ids(PoolId pool, const Ids& ids) {
  return ids_where(ids, states_of(pool, ids),
                   [](auto state) { return state != BundleState::kPrepared; });
}

}  // namespace medisc
