#include "correlation/gates.hpp"

#include <algorithm>

namespace medisc {
namespace {

Gate make_gate(const DenseStep& step) { return step; }

Gate make_gate(const ReluStep& step) {
  const unsigned kept = step.width - step.shift;
  ReluGate gate;
  gate.step = step;
  gate.wrap_width = step.output_width > kept ? step.output_width - kept : 0;
  gate.circuit = make_adder_circuit(step.width, step.shift, gate.has_wrap());
  return gate;
}

}  // namespace

Gates make_gates(const Plan& plan) {
  Gates gates;
  gates.reserve(plan.steps.size());
  for (const Step& step : plan.steps) {
    gates.push_back(std::visit([](const auto& op) { return make_gate(op); }, step.op));
  }
  return gates;
}

}  // namespace medisc
