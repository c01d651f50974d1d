/// Finds out that a database is an older copy of itself, restored from a backup, say.
///
/// Bundles that such a copy holds for unspent may have been spent since: used again, one mask
/// would cover two values. So parties count what they spend with each other, tell one another
/// at the beginning of a conversation, and keep what they are told; each is the other's
/// witness, and the dealer that of both.
#pragma once

#include <functional>
#include <optional>

#include "storage/party_pools.hpp"

namespace medisc {

/// Takes what a peer tells: `told.own` of itself, `told.peer` of us. Where it knows of more
/// than this database does, the database is an older copy: `burn` gives up what it holds for
/// unspent, and our count goes beyond what was told. Returns what `burn` did then; none where
/// nothing is amiss. Errors: kStorage; what is burned by then stays so.
Result<std::optional<std::uint64_t>> burn_if_old_copy(
    Pools& pools, const std::string& peer, Scope scope, const SpentCounts& told,
    const std::function<Result<std::uint64_t>()>& burn);

/// A party's `burn`: gives up all bundles that it could still spend, in the pools that it
/// shares with the peer, or in all. Returns how many.
Result<std::uint64_t> burn_unspent(PartyPools& pools, const std::string& peer, Scope scope);

}  // namespace medisc
