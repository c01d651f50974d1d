#include <algorithm>

#include "actors/conversation/rollback_check.hpp"
#include "actors/hospital/hospital_conversation.hpp"
#include "actors/hospital/masked_weights.hpp"

namespace medisc {
namespace {

/// Takes up to `count` halves that are new to us from the dealer; returns how many came.
/// Refuses halves that were dealt with another mask than the one in `weights`: their logits
/// would be wrong.
Task<std::size_t> fetch_halves(Host& host, const HospitalContext& hospital, const Plan& plan,
                               const TaggedWeights& weights, std::size_t count) {
  auto meeting = connect_checked(host, hospital, hospital.settings.dealer);
  Connection* dealer = co_await meeting;
  const HangUp hang_up(dealer);
  const PublicKey service = hospital.settings.service.peer.key;
  const PoolKey pool = hospital.pool_of(plan);
  std::size_t fetched = 0;
  while (fetched < count) {
    const auto limit = static_cast<std::uint32_t>(std::min(count - fetched, kMaxIds));
    auto asked =
        request<BundleGrant>(*dealer, BundleRequest{hash_of(plan), service, limit, {}});
    BundleGrant grant = co_await asked;
    if (grant.halves.empty()) break;
    if (!weights.has_tag(grant.mask_tag)) {
      throw Failure({ErrorCode::kRefused,
                     "the dealer deals with another weight mask than the service has used: its "
                     "database was replaced",
                     "restore the dealer's database; or start afresh at the service and here, "
                     "with new databases"});
    }
    BundleReceipt receipt{hash_of(plan), service, {}};
    for (const SealedHalf& half : grant.halves) receipt.ids.push_back(half.id);
    // Halves that we hold already are acknowledged once more: a receipt was lost, the dealer
    // restored from a copy, or another job of ours was quicker.
    auto deposited = host.ask<Ids>(hospital.ledger, Deposit{pool, std::move(grant.halves)});
    const Ids fresh = value_of(co_await deposited);
    fetched += fresh.size();
    auto acknowledged = request<ReceiptTaken>(*dealer, std::move(receipt));
    co_await acknowledged;
  }
  co_return fetched;
}

}  // namespace

void count_prepared(const HospitalContext& hospital, const std::string& model,
                    std::size_t count) {
  hospital.settings.metrics->add(
      metric::kBundlesPrepared, {{"model", model}, {"service", hospital.settings.service_name}},
      static_cast<double>(count));
}

Task<Connection*> connect_checked(Host& host, const HospitalContext& hospital,
                                  PeerAddress target) {
  return connect_checked(host, hospital.dialer, hospital.self(), std::move(target),
                         hospital.settings.patience, hospital.ledger,
                         hospital.settings.event_log);
}

Task<Connection*> connect_to_service_again(Host& host, const HospitalContext& hospital) {
  Patience once = hospital.settings.patience;
  once.attempts = 1;
  auto meeting =
      connect_checked(host, hospital.dialer, hospital.self(), hospital.settings.service, once,
                      hospital.ledger, hospital.settings.event_log);
  try {
    co_return co_await meeting;
  } catch (const Failure&) {
  }
  co_return nullptr;
}

Task<Ids> bundles_in(Host& host, const HospitalContext& hospital, PoolKey pool,
                     BundleState state, std::size_t limit) {
  auto looked = host.ask<Ids>(hospital.ledger, FindBundles{std::move(pool), state, limit});
  co_return value_of(co_await looked);
}

Task<Ids> claim_in_state(Host& host, const HospitalContext& hospital, PoolKey pool,
                         BundleState state, std::size_t limit) {
  auto claimed = host.ask<Ids>(hospital.ledger, Claim{std::move(pool), state, limit});
  co_return value_of(co_await claimed);
}

Task<void> release_bundles(Host& host, const HospitalContext& hospital, PoolKey pool, Ids ids) {
  auto released = host.ask<void>(hospital.ledger, Release{std::move(pool), std::move(ids)});
  value_of(co_await released);
}

Task<Plan> fetch_plan(Host& host, const HospitalContext& hospital, Connection& service,
                      std::string model) {
  auto asked = request<PlanOffer>(service, PlanRequest{model});
  PlanOffer offer = co_await asked;
  auto kept = host.ask<void>(
      hospital.ledger, PutPlan{model, to_hex(hospital.settings.service.peer.key), offer.plan});
  value_of(co_await kept);
  co_return std::move(offer.plan);
}

namespace {

/// Between two questions to a dealer that is still dealing.
constexpr std::chrono::milliseconds kAskAgain{500};

/// Claims delivered bundles into `held` until it has `count`: what is here, then what comes
/// from the dealer, until it has no more.
Task<void> claim_delivered(Host& host, const HospitalContext& hospital, const Plan& plan,
                           const TaggedWeights& weights, std::size_t count, Ids& held) {
  const PoolKey pool = hospital.pool_of(plan);
  for (bool more = true; more;) {
    auto claiming =
        claim_in_state(host, hospital, pool, BundleState::kDelivered, count - held.size());
    const Ids claimed = co_await claiming;
    held.insert(held.end(), claimed.begin(), claimed.end());
    if (held.size() == count) co_return;
    // Another job of ours may claim what we fetch: then there may be more to fetch.
    auto fetching = fetch_halves(host, hospital, plan, weights, count - held.size());
    more = co_await fetching > 0;
  }
}

Task<PrepareOutcome> prepare_claimed(Host& host, const HospitalContext& hospital,
                                     Connection& service, const Plan& plan,
                                     const PrepareOrder& order, Ids& held) {
  const auto started = Connection::Clock::now();
  auto claiming =
      claim_from_dealer(host, hospital, service, plan, order.count, order.wait, held);
  co_await claiming;
  auto preparing = prepare_bundles(host, hospital, service, plan, held, order.progress);
  co_await preparing;
  count_prepared(hospital, order.model, held.size());
  const PoolKey pool = hospital.pool_of(plan);
  if (!held.empty() && order.wait.count() == 0) {
    const auto taken = (Connection::Clock::now() - started) / held.size();
    PutPace pace{pool, std::chrono::duration_cast<std::chrono::microseconds>(taken)};
    auto keeping = host.ask<void>(hospital.ledger, std::move(pace));
    value_of(co_await keeping);
  }
  auto counting = bundles_in(host, hospital, pool, BundleState::kPrepared, SIZE_MAX);
  const Ids ready = co_await counting;
  co_return PrepareOutcome{held.size(), ready.size()};
}

}  // namespace

Task<void> claim_from_dealer(Host& host, const HospitalContext& hospital, Connection& service,
                             const Plan& plan, std::size_t count, std::chrono::seconds wait,
                             Ids& held) {
  // The service registers the plan and the pool with the dealer when it masks its weights.
  auto masking = fetch_masked_weights(host, hospital, service, plan);
  const TaggedWeights weights = co_await masking;
  const auto deadline = Connection::Clock::now() + wait;
  for (;;) {
    std::optional<Error> error;
    auto claiming = claim_delivered(host, hospital, plan, weights, count, held);
    try {
      co_await claiming;
    } catch (const Failure& failure) {
      error = failure.error();
    }
    const bool may_come = !error || error->code == ErrorCode::kPeerUnavailable;
    if (may_come && held.size() == count) co_return;
    if (!may_come || Connection::Clock::now() >= deadline) {
      if (error) throw Failure(*error);
      co_return;
    }
    auto pause = host.sleep(kAskAgain);
    co_await pause;
    auto alive = request<Pong>(service, Ping());  // the service hangs up on who says nothing
    co_await alive;
  }
}

Task<PrepareOutcome> run_prepare(Host& host, const HospitalContext& hospital,
                                 const PrepareOrder& order) {
  auto meeting = connect_checked(host, hospital, hospital.settings.service);
  Connection* service = co_await meeting;
  const HangUp hang_up(service);
  auto planning = fetch_plan(host, hospital, *service, order.model);
  const Plan plan = co_await planning;

  Ids held;
  PrepareOutcome outcome;
  std::optional<Error> error;
  auto preparing = prepare_claimed(host, hospital, *service, plan, order, held);
  try {
    outcome = co_await preparing;
  } catch (...) {
    error = current_error();
  }
  auto releasing = release_bundles(host, hospital, hospital.pool_of(plan), std::move(held));
  co_await releasing;
  if (error) throw Failure(*error);
  if (outcome.prepared < order.count) {
    throw Failure(
        {ErrorCode::kPoolDry,
         "the dealer's pool of model '" + order.model + "' is empty: " +
             std::to_string(outcome.prepared) + " of " + std::to_string(order.count) +
             " bundles were prepared, " + std::to_string(outcome.ready) + " are ready now",
         "at the dealer, run: medisc dealer fill; or wait for one that deals by itself: "
         "--wait"});
  }
  co_return outcome;
}

}  // namespace medisc
