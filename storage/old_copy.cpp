#include "storage/old_copy.hpp"

#include <limits>

namespace medisc {
namespace {

constexpr const char* kReason = "the database is an older copy: a peer knows of more";

}  // namespace

Result<std::optional<std::uint64_t>> burn_if_old_copy(
    Pools& pools, const std::string& peer, Scope scope, const SpentCounts& told,
    const std::function<Result<std::uint64_t>()>& burn) {
  const auto known = pools.spent_with(peer, scope);
  if (!known) return tl::unexpected(known.error());
  std::optional<std::uint64_t> burned;
  if (told.peer > known->own) {
    auto gone = burn();
    if (!gone) return tl::unexpected(gone.error());
    burned = *gone;
  }
  // Our own count rises last: what stops in between is found out again.
  const SpentCounts least{burned ? told.peer + 1 : 0, told.own};
  if (auto raised = pools.raise_spent(peer, scope, least); !raised) {
    return tl::unexpected(raised.error());
  }
  return burned;
}

Result<std::uint64_t> burn_unspent(PartyPools& pools, const std::string& peer, Scope scope) {
  std::uint64_t burned = 0;
  const auto listed = pools.pools();
  if (!listed) return tl::unexpected(listed.error());
  for (const PoolRow& pool : *listed) {
    const bool shared = pool.key.hospital == peer || pool.key.service == peer;
    if (scope == Scope::kPeer && !shared) continue;
    for (const BundleState state : {BundleState::kDelivered, BundleState::kPrepared}) {
      const auto ids =
          pools.bundles_in(pool.id, state, std::numeric_limits<std::size_t>::max());
      if (!ids) return tl::unexpected(ids.error());
      const auto gone = pools.burn(pool.id, *ids, kReason);
      if (!gone) return tl::unexpected(gone.error());
      burned += *gone;
    }
  }
  return burned;
}

}  // namespace medisc
