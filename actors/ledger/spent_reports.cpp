#include "actors/ledger/spent_reports.hpp"

#include "storage/old_copy.hpp"

namespace medisc {

Result<OwnSpent> exchange_spent(Store& store, const ExchangeSpent& request,
                                std::span<const BundleState> unspent) {
  const std::string peer = to_hex(request.peer.key);
  const Scope scope = request.peer.role == Role::kDealer ? Scope::kAll : Scope::kPeer;
  OwnSpent own;
  if (request.told) {
    const SpentCounts told{request.told->own, request.told->peer};
    auto burned = burn_if_old_copy(store, peer, scope, told, unspent);
    if (!burned) return tl::unexpected<Error>(burned.error());
    own.burned = *burned;
  }
  const auto counts = store.spent_with(peer, scope);
  if (!counts) return tl::unexpected<Error>(counts.error());
  own.report = {counts->own, counts->peer};
  return own;
}

}  // namespace medisc
