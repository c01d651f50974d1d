/// A ledger's part of the check for a database that is an older copy (storage/old_copy.hpp).
#pragma once

#include "actors/contract.hpp"
#include "storage/dealer_pools.hpp"
#include "storage/party_pools.hpp"

namespace medisc {

/// Takes what was told, if anything was, and says what to tell. The dealer's word is about all
/// pools, a party's about those shared with it.
Result<OwnSpent> exchange_spent(PartyPools& pools, const ExchangeSpent& request);
/// Burns nothing: halves that an older copy delivers again are known to their owners by their
/// ids.
Result<OwnSpent> exchange_spent(DealerPools& pools, const ExchangeSpent& request);

}  // namespace medisc
