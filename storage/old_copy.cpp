#include "storage/old_copy.hpp"

#include <limits>

namespace medisc {
namespace {

constexpr const char* kReason = "the database is an older copy: a peer knows of more";

Result<std::uint64_t> burn_all(Store& store, const std::string& peer, Scope scope,
                               std::span<const BundleState> unspent) {
  std::uint64_t burned = 0;
  const auto pools = store.pool_levels();
  if (!pools) return tl::unexpected(pools.error());
  for (const PoolLevel& pool : *pools) {
    const bool shared = pool.key.hospital == peer || pool.key.service == peer;
    if (scope == Scope::kPeer && !shared) continue;
    for (const BundleState state : unspent) {
      const auto ids =
          store.bundles_in(pool.id, state, std::numeric_limits<std::size_t>::max());
      if (!ids) return tl::unexpected(ids.error());
      const auto gone = store.burn(pool.id, *ids, kReason);
      if (!gone) return tl::unexpected(gone.error());
      burned += *gone;
    }
  }
  return burned;
}

}  // namespace

Result<std::optional<std::uint64_t>> burn_if_old_copy(Store& store, const std::string& peer,
                                                      Scope scope, const SpentCounts& told,
                                                      std::span<const BundleState> unspent) {
  const auto known = store.spent_with(peer, scope);
  if (!known) return tl::unexpected(known.error());
  std::optional<std::uint64_t> burned;
  if (told.peer > known->own) {
    auto gone = burn_all(store, peer, scope, unspent);
    if (!gone) return tl::unexpected(gone.error());
    burned = *gone;
  }
  // Our own count rises last: what stops in between is found out again.
  const SpentCounts least{burned ? told.peer + 1 : 0, told.own};
  if (auto raised = store.raise_spent(peer, scope, least); !raised) {
    return tl::unexpected(raised.error());
  }
  return burned;
}

}  // namespace medisc
