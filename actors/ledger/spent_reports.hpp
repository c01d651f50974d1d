/// A ledger's part of the check for a database that is an older copy (storage/old_copy.hpp).
#pragma once

#include <span>

#include "actors/contract.hpp"
#include "storage/store.hpp"

namespace medisc {

/// Takes what was told, if anything was, and says what to tell. The dealer's word is about all
/// pools, a party's about those shared with it.
Result<OwnSpent> exchange_spent(Store& store, const ExchangeSpent& request,
                                std::span<const BundleState> unspent);

}  // namespace medisc
