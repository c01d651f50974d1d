#include "protocol/work_cost.hpp"

namespace medisc {
namespace {

std::uint64_t products(const LinearGate& gate) {
  return std::uint64_t{gate.outputs} * (gate.weights / gate.biases);
}

std::uint64_t values_of(const LinearGate& gate) {
  return gate.inputs + gate.outputs;
}

std::uint64_t compared_values(const Gate& gate) {
  std::uint64_t values = 0;
  for_each_relu(gate, [&](const ReluGate& relu) { values += relu.step.size; });
  return values;
}

}  // namespace

std::uint64_t linear_cost(const LinearGate& gate, std::uint64_t batch) {
  return batch * (products(gate) / 16 + 3 * values_of(gate));
}

std::uint64_t opening_cost(const Gates& gates, std::uint64_t batch) {
  std::uint64_t cost = 0;
  for (const Gate& gate : gates) {
    cost += 50 * compared_values(gate);
    if (const auto* linear = std::get_if<LinearGate>(&gate)) cost += 3 * values_of(*linear);
  }
  return batch * cost;
}

std::uint64_t preparing_cost(const Gates& gates) {
  std::uint64_t cost = 0;
  for (const Gate& gate : gates) {
    cost += 20 * compared_values(gate);
    const auto* linear = std::get_if<LinearGate>(&gate);
    if (linear != nullptr) cost += products(*linear) / 4 + 4 * values_of(*linear);
  }
  return cost;
}

std::uint64_t masking_cost(const Gates& gates) {
  std::uint64_t cost = 0;
  for (const Gate& gate : gates) {
    if (const auto* linear = std::get_if<LinearGate>(&gate)) cost += 5 * linear->weights;
  }
  return cost;
}

}  // namespace medisc
