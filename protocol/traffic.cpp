#include "protocol/traffic.hpp"

#include <algorithm>

#include "protocol/gates/gate.hpp"
#include "protocol/schedule.hpp"

namespace medisc {

std::uint64_t Traffic::bytes_up() const {
  std::uint64_t bytes = 0;
  for (const DeclaredMessage& m : messages)
    bytes += m.sender == Party::kHospital ? m.bytes() : 0;
  return bytes;
}

std::uint64_t Traffic::bytes_down() const {
  std::uint64_t bytes = 0;
  for (const DeclaredMessage& m : messages)
    bytes += m.sender == Party::kService ? m.bytes() : 0;
  return bytes;
}

Traffic declared_traffic(const Gates& gates, std::uint64_t batch) {
  Schedule schedule(gates.size());
  for (std::size_t step = 0; step < gates.size(); ++step) {
    schedule.enter(step);
    std::visit([&](const auto& gate) { declare(gate, batch, schedule); }, gates[step]);
  }
  schedule.send_up();
  schedule.down(batch *
                std::visit([](const auto& gate) { return result_bits(gate); }, gates.back()));
  schedule.send_down();
  return schedule.take();
}

LongestMessages::LongestMessages(const Gates& gates, std::uint64_t batch) {
  for (const DeclaredMessage& message : declared_traffic(gates, batch).messages) {
    std::uint64_t& longest = message.sender == Party::kHospital ? up : down;
    longest = std::max(longest, message.bytes());
  }
}

}  // namespace medisc
