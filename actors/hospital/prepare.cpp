#include "actors/conversation/attempt.hpp"
#include "actors/hospital/conversations.hpp"
#include "actors/hospital/delivered_bundles.hpp"
#include "actors/hospital/peers.hpp"
#include "actors/hospital/prepare_bundles.hpp"

namespace medisc {
namespace {

Task<PrepareOutcome> prepare_claimed(Process& process, const HospitalContext& hospital,
                                     Connection& service, const Plan& plan,
                                     const PrepareOrder& order, Ids& held) {
  const auto started = process.now();
  co_await claim_from_dealer(process, hospital, service, plan, order.count, order.wait, held);
  co_await prepare_bundles(process, hospital, service, plan, held, order.progress);
  count_prepared(hospital, order.model, held.size());
  const PoolKey pool = hospital.pool_of(plan);
  if (!held.empty() && order.wait.count() == 0) {
    const auto taken = (process.now() - started) / held.size();
    value_of(co_await process.ask<PutPace>(
        pool, std::chrono::duration_cast<std::chrono::microseconds>(taken)));
  }
  const Ids ready =
      value_of(co_await process.ask<FindBundles>(pool, BundleState::kPrepared, SIZE_MAX));
  co_return PrepareOutcome{held.size(), ready.size()};
}

}  // namespace

Task<PrepareOutcome> run_prepare(Process& process, const HospitalContext& hospital,
                                 const PrepareOrder& order) {
  Connection* service = co_await connect_to_service(process, hospital);
  const HangUp hang_up(service);
  const Plan plan = co_await fetch_plan(process, hospital, *service, order.model);
  Ids held;
  const Result<PrepareOutcome> prepared =
      co_await attempt(prepare_claimed(process, hospital, *service, plan, order, held));
  value_of(co_await process.ask<Release>(hospital.pool_of(plan), std::move(held)));
  const PrepareOutcome outcome = value_of(prepared);
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
