#include "actors/hospital/hospital_context.hpp"

namespace medisc {

PoolKey HospitalContext::pool_of(const Plan& plan) const {
  return {to_hex(hash_of(plan)), to_hex(settings.identity->public_key()),
          to_hex(settings.service.peer.key)};
}

std::shared_ptr<const HospitalContext> with_service(const HospitalContext& hospital,
                                                    PeerAddress service, std::string name) {
  HospitalContext other = hospital;
  other.settings.service = std::move(service);
  other.settings.service_name = std::move(name);
  return std::make_shared<const HospitalContext>(std::move(other));
}

}  // namespace medisc
