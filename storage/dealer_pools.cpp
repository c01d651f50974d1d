#include "storage/dealer_pools.hpp"

namespace medisc {

Result<void> DealerPools::add_dealt(PoolId pool, const std::vector<NewBundle>& bundles) {
  const auto added = add(pool, bundles, BundleState::kDealt);
  if (!added) return tl::unexpected(added.error());
  return {};
}

}  // namespace medisc
