/// A hospital that is connected to the service, as those see it who answer its requests.
#pragma once

#include <memory>
#include <string>

#include "actors/conversation/process.hpp"
#include "actors/service/service_context.hpp"

namespace medisc {

struct ConnectedHospital {
  ConnectedHospital(Process& own_process, Connection& own_connection,
                    ServiceContext& own_context, Peer proven)
      : process(own_process),
        connection(own_connection),
        context(own_context),
        peer(proven),
        work_host(process.work_host()) {}

  Process& process;
  Connection& connection;
  ServiceContext& context;
  const Peer peer;
  const std::unique_ptr<WorkHost> work_host;
  bool has_reported = false;  ///< what it has spent with us

  std::string name() const { return context.settings.peer_name(to_hex(peer.key)); }
  PoolKey pool_of(const PlanHash& hash) const {
    return {to_hex(hash), to_hex(peer.key), to_hex(context.settings.identity->public_key())};
  }
  /// The model that runs this plan now. Throws Failure, kPlanMismatch.
  std::shared_ptr<const LoadedModel> model_of(const PlanHash& hash) const {
    return context.models.get()->with_plan(hash);
  }

  /// For log lines about it.
  EventLog::Fields fields() const { return connection.peer(); }
};

}  // namespace medisc
