#include "actors/hospital/peers.hpp"

#include "actors/conversation/attempt.hpp"
#include "actors/conversation/rollback_check.hpp"

namespace medisc {
namespace {

Task<Connection*> connect_to_peer(Process& process, const HospitalContext& hospital,
                                  PeerAddress peer, Patience patience) {
  return connect_checked(process, hospital.self(), std::move(peer), patience,
                         hospital.settings.event_log);
}

}  // namespace

Task<Connection*> connect_to_service(Process& process, const HospitalContext& hospital) {
  return connect_to_peer(process, hospital, hospital.settings.service,
                         hospital.settings.patience);
}

Task<Connection*> connect_to_dealer(Process& process, const HospitalContext& hospital) {
  return connect_to_peer(process, hospital, hospital.settings.dealer,
                         hospital.settings.patience);
}

Task<Connection*> connect_to_service_again(Process& process, const HospitalContext& hospital) {
  Patience once = hospital.settings.patience;
  once.attempts = 1;
  const Result<Connection*> connected =
      co_await attempt(connect_to_peer(process, hospital, hospital.settings.service, once));
  co_return connected.value_or(nullptr);
}

Task<Plan> fetch_plan(Process& process, const HospitalContext& hospital, Connection& service,
                      std::string model) {
  PlanOffer offer = co_await request<PlanOffer, PlanRequest>(service, model);
  value_of(co_await process.ask<PutPlan>(model, to_hex(hospital.settings.service.peer.key),
                                         offer.plan));
  co_return std::move(offer.plan);
}

}  // namespace medisc
