#include "actors/conversation/session_record.hpp"

#include <sodium.h>

namespace medisc {
namespace {

std::int64_t microseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

}  // namespace

SessionEnd session_end(const SessionLink& link, Party party, const Plan& plan,
                       std::chrono::nanoseconds total) {
  const auto order = [&](std::uint64_t sent, std::uint64_t received) {
    const auto up = static_cast<std::int64_t>(party == Party::kHospital ? sent : received);
    const auto down = static_cast<std::int64_t>(party == Party::kHospital ? received : sent);
    return std::pair{up, down};
  };
  SessionEnd end;
  end.costs.online_us = microseconds(link.time());
  end.costs.total_us = microseconds(total);
  std::tie(end.costs.payload_up, end.costs.payload_down) =
      order(link.bytes_sent(), link.bytes_received());
  std::tie(end.costs.wire_up, end.costs.wire_down) =
      order(link.wire_sent(), link.wire_received());
  end.costs.flights = static_cast<std::int64_t>(link.messages());
  for (std::size_t step = 0; step < link.steps().size(); ++step) {
    const StepTraffic& traffic = link.steps()[step];
    LayerCosts layer;
    layer.step = static_cast<std::int64_t>(step);
    layer.name = plan.steps[step].name;
    layer.op = op_name(plan.steps[step]);
    layer.online_us = microseconds(traffic.time);
    std::tie(layer.bits_up, layer.bits_down) = order(traffic.bits_out, traffic.bits_in);
    layer.flights = static_cast<std::int64_t>(traffic.flights);
    end.layers.push_back(std::move(layer));
  }
  return end;
}

SessionId fresh_session_id() {
  SessionId id;
  randombytes_buf(id.data(), id.size());
  return id;
}

}  // namespace medisc
