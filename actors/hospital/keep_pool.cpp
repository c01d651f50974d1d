#include "actors/hospital/keep_pool.hpp"

#include <algorithm>

#include "actors/conversation/attempt.hpp"
#include "actors/hospital/conversations.hpp"
#include "actors/hospital/peers.hpp"

namespace medisc {
namespace {

/// Between two looks at a pool.
constexpr std::chrono::milliseconds kInterval{1'000};
/// Between two looks at the plan that the service runs.
constexpr std::chrono::seconds kPlanInterval{30};
/// After a round that failed; doubled each time.
constexpr std::chrono::milliseconds kLongestPause{30'000};
/// Bundles prepared in one round: another look at the shift, and at the level, comes after it.
constexpr std::size_t kRound = 256;

/// Prepared bundles of the model's newest plan; none where no plan is known yet.
Task<std::size_t> prepared_bundles(Process& process, const HospitalContext& hospital,
                                   std::string model) {
  const OptionalPlan plan = value_of(co_await process.ask<FindPlan>(
      std::move(model), to_hex(hospital.settings.service.peer.key)));
  if (!plan) co_return std::size_t{0};
  const Ids prepared = value_of(co_await process.ask<FindBundles>(
      hospital.pool_of(*plan), BundleState::kPrepared, SIZE_MAX));
  co_return prepared.size();
}

/// Takes over what the service runs now, so that a new version's pool is filled before it is
/// asked for.
Task<void> learn_plan(Process& process, const KeptPool& pool) {
  const HospitalSettings& settings = pool.hospital->settings;
  Connection* service =
      co_await connect_to(process, pool.hospital->self(), settings.service, settings.patience);
  const HangUp hang_up(service);
  co_await fetch_plan(process, *pool.hospital, *service, pool.model);
}

/// Fills the pool up once it is low. Throws Failure: what keeps it from that.
Task<void> fill_up(Process& process, const KeptPool& pool, const PoolShift& shift,
                   EventLog& event_log) {
  std::size_t ready = co_await prepared_bundles(process, *pool.hospital, pool.model);
  if (ready >= pool.levels.low) co_return;
  while (ready < pool.levels.high && !shift.over) {
    PrepareOrder order;
    order.model = pool.model;
    order.count = std::min<std::size_t>(pool.levels.high - ready, kRound);
    const PrepareOutcome outcome = co_await run_prepare(process, *pool.hospital, order);
    ready = outcome.ready;
    event_log.info("pool-refilled",
                   {{"model", pool.model},
                    {"service", pool.hospital->settings.service_name},
                    {"prepared", std::to_string(outcome.prepared)},
                    {"ready", std::to_string(ready)},
                    {"key", to_hex(pool.hospital->settings.service.peer.key)}});
  }
}

}  // namespace

Task<void> keep_pool_full(Process& process, KeptPool pool, std::shared_ptr<PoolShift> shift,
                          std::shared_ptr<EventLog> event_log) {
  auto pause = kInterval;
  auto look_at_plan = process.now();
  while (!shift->over) {
    ++shift->at_work;
    Result<void> kept;
    if (process.now() >= look_at_plan) {
      kept = co_await attempt(learn_plan(process, pool));
      if (kept) look_at_plan = process.now() + kPlanInterval;
    }
    if (kept) kept = co_await attempt(fill_up(process, pool, *shift, *event_log));
    --shift->at_work;
    if (kept) {
      pause = kInterval;
    } else {
      event_log->warning("pool-not-refilled",
                         {{"model", pool.model},
                          {"service", pool.hospital->settings.service_name},
                          {"key", to_hex(pool.hospital->settings.service.peer.key)},
                          {"error", render(kept.error())}});
      pause = std::min(2 * pause, kLongestPause);
    }
    co_await process.sleep(pause);
  }
}

}  // namespace medisc
