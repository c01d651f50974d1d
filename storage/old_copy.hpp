/// Finds out that a database is an older copy of itself, restored from a backup, say.
///
/// Bundles that such a copy holds for unspent may have been spent since: used again, one mask
/// would cover two values. So parties count what they spend with each other, tell one another
/// at the beginning of a conversation, and keep what they are told; each is the other's
/// witness, and the dealer that of both.
#pragma once

#include <optional>
#include <span>

#include "storage/store.hpp"

namespace medisc {

/// Takes what a peer tells: `told.own` of itself, `told.peer` of us. Where it knows of more
/// than this store does, the store is an older copy: all bundles in one of the states
/// `unspent`, of the pools in `scope`, are burned, and our count goes beyond what was told.
/// Returns how many were burned then; none where nothing is amiss. Errors: kStorage; what is
/// burned by then stays so.
Result<std::optional<std::uint64_t>> burn_if_old_copy(Store& store, const std::string& peer,
                                                      Scope scope, const SpentCounts& told,
                                                      std::span<const BundleState> unspent);

}  // namespace medisc
