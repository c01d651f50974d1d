/// What a service says to one hospital.
#pragma once

#include "actors/contract.hpp"
#include "actors/conversation/host.hpp"
#include "actors/service/dealer_checked.hpp"
#include "actors/service/rate_limit.hpp"
#include "actors/service/service.hpp"

namespace medisc {

/// A service's settings and the actors it has started.
struct ServiceContext {
  ServiceContext(ServiceSettings given, PartyLedger own_ledger, Dialer own_dialer)
      : settings(std::move(given)),
        ledger(std::move(own_ledger)),
        dialer(std::move(own_dialer)),
        offer(settings.models),
        gate(settings.sessions),
        rate(settings.records_an_hour) {}

  ServiceSettings settings;
  PartyLedger ledger;
  Dialer dialer;
  ServedModels offer;
  SessionGate gate;
  RateLimit rate;
  DealerChecked witness;
  std::shared_ptr<WorkerPool> workers = std::make_shared<WorkerPool>();  ///< the process's one

  OwnName self() const { return {settings.identity.get(), Role::kService}; }
};

/// Meets the dealer and tells it how we stand. Throws Failure.
Task<Connection*> connect_to_dealer(Host& host, const ServiceContext& context);

/// Serves a hospital until it hangs up.
Task<void> serve_hospital(Host& host, Connection& connection, ServiceContext& context);

}  // namespace medisc
