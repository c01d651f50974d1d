#include "actors/hospital/hospital_conversation.hpp"

namespace medisc {

Task<RoundTrips> run_ping(Host& host, const HospitalContext& hospital, std::size_t count) {
  auto meeting = connect_to(host, hospital.dialer, hospital.self(), hospital.settings.service,
                            hospital.settings.patience);
  Connection* service = co_await meeting;
  const HangUp hang_up(service);
  RoundTrips trips;
  for (std::size_t i = 0; i < count; ++i) {
    const auto sent = Connection::Clock::now();
    auto asked = request<Pong>(*service, Ping());
    co_await asked;
    trips.push_back(Connection::Clock::now() - sent);
  }
  co_return trips;
}

}  // namespace medisc
