#include "actors/ledger/spent_reports.hpp"

#include "storage/old_copy.hpp"

namespace medisc {
namespace {

/// `burn(peer, scope)`: what is done with bundles of an older copy.
template <class Burn>
Result<OwnSpent> exchange(Pools& pools, const ExchangeSpent& request, Burn burn) {
  const std::string peer = to_hex(request.peer.key);
  const Scope scope = request.peer.role == Role::kDealer ? Scope::kAll : Scope::kPeer;
  OwnSpent own;
  if (request.told) {
    const SpentCounts told{request.told->own, request.told->peer};
    auto burned = burn_if_old_copy(pools, peer, scope, told, [&] { return burn(peer, scope); });
    if (!burned) return tl::unexpected<Error>(burned.error());
    own.burned = *burned;
  }
  const auto counts = pools.spent_with(peer, scope);
  if (!counts) return tl::unexpected<Error>(counts.error());
  own.report = {counts->own, counts->peer};
  return own;
}

}  // namespace

Result<OwnSpent> exchange_spent(PartyPools& pools, const ExchangeSpent& request) {
  return exchange(pools, request, [&](const std::string& peer, Scope scope) {
    return burn_unspent(pools, peer, scope);
  });
}

Result<OwnSpent> exchange_spent(DealerPools& pools, const ExchangeSpent& request) {
  return exchange(pools, request,
                  [](const std::string&, Scope) -> Result<std::uint64_t> { return 0; });
}

}  // namespace medisc
