#include "protocol/session_gates.hpp"

namespace medisc {
namespace {

template <class Bits>
std::vector<std::uint64_t> bits_of(const Gates& gates, Bits bits) {
  std::vector<std::uint64_t> sizes;
  for (const Gate& gate : gates) sizes.push_back(std::visit(bits, gate));
  return sizes;
}

}  // namespace

// The ring's word matters to what is expanded alone.

std::vector<std::uint64_t> correction_bits_of(const Gates& gates) {
  return bits_of(gates,
                 [](const auto& gate) -> std::uint64_t { return correction_bits(gate); });
}

std::vector<std::uint64_t> opening_bits_of(const Gates& gates) {
  return bits_of(gates, [](const auto& gate) { return size_of(gate, 32).openings; });
}

std::vector<std::uint64_t> share_bits_of(const Gates& gates) {
  return bits_of(gates, [](const auto& gate) { return size_of(gate, 32).shares; });
}

std::vector<std::uint64_t> open_gate_bytes(const Plan& plan, const Gates& gates) {
  auto bytes =
      bits_of(gates, [&](const auto& gate) { return size_of(gate, plan.ring_bits).expanded; });
  for (std::size_t step = 0; step < bytes.size(); ++step) {
    bytes[step] =
        bytes[step] / 8 + std::uint64_t{result_size(plan.steps[step])} * plan.ring_bits / 8;
  }
  return bytes;
}

std::uint64_t opening_cost(const Gate& gate) {
  return std::visit([](const auto& kind) { return cost_of(kind).opening; }, gate);
}

}  // namespace medisc
