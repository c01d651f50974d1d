#include "actors/hospital/delivered_bundles.hpp"

#include <algorithm>

#include "actors/conversation/attempt.hpp"
#include "actors/hospital/masked_weights.hpp"
#include "actors/hospital/peers.hpp"

namespace medisc {
namespace {

/// Between two questions to a dealer that is still dealing.
constexpr std::chrono::milliseconds kAskAgain{500};

/// Takes up to `count` halves that are new to us from the dealer; returns how many came.
/// Refuses halves that were dealt with another mask than the one in our D: their logits would
/// be wrong.
Task<std::size_t> fetch_halves(Process& process, const HospitalContext& hospital,
                               const Plan& plan, const MaskTag& mask_tag, std::size_t count) {
  Connection* dealer = co_await connect_to_dealer(process, hospital);
  const HangUp hang_up(dealer);
  const PublicKey service = hospital.settings.service.peer.key;
  const PoolKey pool = hospital.pool_of(plan);
  std::size_t fetched = 0;
  while (fetched < count) {
    const auto limit = static_cast<std::uint32_t>(std::min(count - fetched, kMaxIds));
    BundleGrant grant = co_await request<BundleGrant, BundleRequest>(
        *dealer, hash_of(plan), service, limit, std::vector<BundleId>());
    if (grant.halves.empty()) break;
    if (grant.mask_tag != mask_tag) {
      throw Failure({ErrorCode::kRefused,
                     "the dealer deals with another weight mask than the service has used: its "
                     "database was replaced",
                     "restore the dealer's database; or start afresh at the service and here, "
                     "with new databases"});
    }
    std::vector<BundleId> received;
    for (const SealedHalf& half : grant.halves) received.push_back(half.id);
    // Stored durably before the receipt: the dealer erases its copy for that. Halves that we
    // hold already are acknowledged once more: a receipt was lost, the dealer restored from a
    // copy, or another job of ours was quicker.
    const Ids fresh = value_of(co_await process.ask<Deposit>(pool, std::move(grant.halves)));
    fetched += fresh.size();
    co_await request<ReceiptTaken, BundleReceipt>(*dealer, hash_of(plan), service,
                                                  std::move(received));
  }
  co_return fetched;
}

/// Claims what is here, then what comes from the dealer, until it has no more.
Task<void> claim_delivered(Process& process, const HospitalContext& hospital, const Plan& plan,
                           const MaskTag& mask_tag, std::size_t count, Ids& held) {
  const PoolKey pool = hospital.pool_of(plan);
  for (bool more = true; more;) {
    const Ids claimed = value_of(
        co_await process.ask<Claim>(pool, BundleState::kDelivered, count - held.size()));
    held.insert(held.end(), claimed.begin(), claimed.end());
    if (held.size() == count) co_return;
    // Another job of ours may claim what we fetch: then there may be more to fetch.
    more = co_await fetch_halves(process, hospital, plan, mask_tag, count - held.size()) > 0;
  }
}

}  // namespace

Task<void> claim_from_dealer(Process& process, const HospitalContext& hospital,
                             Connection& service, const Plan& plan, std::size_t count,
                             std::chrono::seconds wait, Ids& held) {
  // The service registers the plan and the pool with the dealer when it masks its weights.
  const MaskTag mask_tag = co_await fetch_masked_weights(process, hospital, service, plan);
  const auto deadline = process.now() + wait;
  for (;;) {
    const Result<void> claimed =
        co_await attempt(claim_delivered(process, hospital, plan, mask_tag, count, held));
    const bool may_come = claimed || claimed.error().code == ErrorCode::kPeerUnavailable;
    if (may_come && held.size() == count) co_return;
    if (!may_come || process.now() >= deadline) {
      value_of(claimed);
      co_return;
    }
    co_await process.sleep(kAskAgain);
    co_await request<Pong, Ping>(service);  // the service hangs up on who says nothing
  }
}

}  // namespace medisc
