#include "actors/hospital/pool_keeper.hpp"

#include <thread>

#include "actors/conversation/broker_process.hpp"

namespace medisc {
namespace {

struct KeeperState {
  std::unique_ptr<BrokerProcess> process;
};

using KeeperBroker = StatefulBroker<KeeperState>;

caf::behavior run_keeper(KeeperBroker* self, const KeptPool& pool,
                         const std::shared_ptr<PoolShift>& shift,
                         const std::shared_ptr<EventLog>& event_log) {
  self->state.process = std::make_unique<BrokerProcess>(self, *pool.hospital->helpers);
  BrokerProcess& process = *self->state.process;
  const std::string model = pool.model;
  return process.run(
      keep_pool_full(process, pool, shift, event_log),
      [event_log, model](const std::optional<Error>& error) {
        if (!error) return;
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
