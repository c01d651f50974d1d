#include "actors/hospital/pool_keeper.hpp"

#include <algorithm>
#include <thread>

#include "actors/hospital/hospital_conversation.hpp"

namespace medisc {
namespace {

using Shift = PoolKeepers::Shift;

/// Between two looks at a pool.
constexpr std::chrono::milliseconds kInterval{1'000};
/// Between two looks at the plan that the service runs.
constexpr std::chrono::seconds kPlanInterval{30};
/// After a round that failed; doubled each time.
constexpr std::chrono::milliseconds kLongestPause{30'000};
/// Bundles prepared in one round: another look at the shift, and at the level, comes after it.
constexpr std::size_t kRound = 256;

struct KeeperState {
  std::unique_ptr<Host> host;
};

using KeeperBroker = StatefulBroker<KeeperState>;

/// Prepared bundles of the model's newest plan; none where no plan is known yet.
Task<std::size_t> prepared_bundles(Host& host, const HospitalContext& hospital,
                                   std::string model) {
  FindPlan newest{std::move(model), to_hex(hospital.settings.service.peer.key)};
  auto asked = host.ask<OptionalPlan>(hospital.ledger, std::move(newest));
  const OptionalPlan plan = value_of(co_await asked);
  if (!plan) co_return std::size_t{0};
  auto counting =
      bundles_in(host, hospital, hospital.pool_of(*plan), BundleState::kPrepared, SIZE_MAX);
  const Ids prepared = co_await counting;
  co_return prepared.size();
}

/// Takes over what the service runs now, so that a new version's pool is filled before it is
/// asked for.
Task<void> learn_plan(Host& host, const KeptPool& pool) {
  const HospitalContext& hospital = *pool.hospital;
  auto meeting = connect_to(host, hospital.dialer, hospital.self(), hospital.settings.service,
                            hospital.settings.patience);
  Connection* service = co_await meeting;
  const HangUp hang_up(service);
  auto learning = fetch_plan(host, hospital, *service, pool.model);
  co_await learning;
}

/// Fills the pool up once it is low. Throws Failure: what keeps it from that.
Task<void> fill_up(Host& host, const KeptPool& pool, const Shift& shift, EventLog& event_log) {
  auto counting = prepared_bundles(host, *pool.hospital, pool.model);
  std::size_t ready = co_await counting;
  if (ready >= pool.levels.low) co_return;
  while (ready < pool.levels.high && !shift.over) {
    PrepareOrder order;
    order.model = pool.model;
    order.count = std::min<std::size_t>(pool.levels.high - ready, kRound);
    auto preparing = run_prepare(host, *pool.hospital, order);
    const PrepareOutcome outcome = co_await preparing;
    ready = outcome.ready;
    event_log.info("pool-refilled",
                   {{"model", pool.model},
                    {"service", pool.hospital->settings.service_name},
                    {"prepared", std::to_string(outcome.prepared)},
                    {"ready", std::to_string(ready)},
                    {"key", to_hex(pool.hospital->settings.service.peer.key)}});
  }
}

Task<void> keep_full(Host& host, KeptPool pool, std::shared_ptr<Shift> shift,
                     std::shared_ptr<EventLog> event_log) {
  auto pause = kInterval;
  auto look_at_plan = Connection::Clock::now();
  while (!shift->over) {
    std::optional<Error> error;
    ++shift->at_work;
    try {
      if (Connection::Clock::now() >= look_at_plan) {
        auto learning = learn_plan(host, pool);
        co_await learning;
        look_at_plan = Connection::Clock::now() + kPlanInterval;
      }
      auto filling = fill_up(host, pool, *shift, *event_log);
      co_await filling;
    } catch (...) {
      error = current_error();
    }
    --shift->at_work;
    if (error) {
      event_log->warning("pool-not-refilled",
                         {{"model", pool.model},
                          {"service", pool.hospital->settings.service_name},
                          {"key", to_hex(pool.hospital->settings.service.peer.key)},
                          {"error", render(*error)}});
      pause = std::min(2 * pause, kLongestPause);
    } else {
      pause = kInterval;
    }
    auto resting = host.sleep(pause);
    co_await resting;
  }
}

caf::behavior run_keeper(KeeperBroker* self, const KeptPool& pool,
                         const std::shared_ptr<Shift>& shift,
                         const std::shared_ptr<EventLog>& event_log) {
  self->state.host = std::make_unique<Host>(self);
  const std::string model = pool.model;
  return self->state.host->run(
      keep_full(*self->state.host, pool, shift, event_log),
      [event_log, model](const std::optional<Error>& error) {
        if (error)
          event_log->error("pool-abandoned", {{"model", model}, {"error", render(*error)}});
      });
}

}  // namespace

PoolKeepers::PoolKeepers(caf::actor_system& system, std::vector<KeptPool> pools,
                         std::shared_ptr<EventLog> event_log) {
  for (KeptPool& pool : pools) {
    keepers_.push_back(
        system.middleman().spawn_broker(run_keeper, std::move(pool), shift_, event_log));
  }
}

PoolKeepers::~PoolKeepers() {
  constexpr std::chrono::milliseconds kStep{10};
  shift_->over = true;
  for (auto waited = kStep; shift_->at_work > 0 && waited < kGrace; waited += kStep) {
    std::this_thread::sleep_for(kStep);
  }
  for (const caf::actor& keeper : keepers_) {
    caf::anon_send_exit(keeper, caf::exit_reason::user_shutdown);
  }
}

}  // namespace medisc
