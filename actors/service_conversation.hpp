/// What a service says to one hospital.
#pragma once

#include "actors/host.hpp"
#include "actors/interfaces.hpp"
#include "actors/service.hpp"

namespace medisc {

/// A service's settings and the actors it has started.
struct ServiceContext {
  ServiceSettings settings;
  PartyLedger ledger;
  Dialer dialer;
  std::shared_ptr<WorkerPool> workers = std::make_shared<WorkerPool>();  ///< the process's one

  OwnName self() const { return {settings.identity.get(), Role::kService}; }
};

/// Serves a hospital until it hangs up.
Task<void> serve_hospital(Host& host, Connection& connection, const ServiceContext& context);

}  // namespace medisc
