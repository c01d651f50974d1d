#include "actors/dealer/dealer.hpp"

#include "actors/ledger/dealer_ledger.hpp"

namespace medisc {

Result<Listener> start_dealer(caf::actor_system& system, const DealerSettings& settings,
                              std::unique_ptr<DealerPools> pools) {
  const HelperActors helpers{spawn_dealer_ledger(system, std::move(pools)), {}, nullptr};
  return listen(
      system, settings.listen,
      [settings](Process& process, Connection& connection) {
        return serve_party(process, connection, settings);
      },
      helpers, settings.event_log, settings.channels, settings.metrics);
}

}  // namespace medisc
