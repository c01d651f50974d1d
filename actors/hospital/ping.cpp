#include "actors/hospital/conversations.hpp"

namespace medisc {

Task<RoundTrips> run_ping(Process& process, const HospitalContext& hospital,
                          std::size_t count) {
  Connection* service = co_await connect_to(process, hospital.self(), hospital.settings.service,
                                            hospital.settings.patience);
  const HangUp hang_up(service);
  RoundTrips trips;
  for (std::size_t i = 0; i < count; ++i) {
    const auto sent = process.now();
    co_await request<Pong, Ping>(*service);
    trips.push_back(process.now() - sent);
  }
  co_return trips;
}

}  // namespace medisc
