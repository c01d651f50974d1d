#include <cmath>
#include <iostream>

#include "cli/loading.hpp"
#include "cli/verbs.hpp"
#include "correlation/half.hpp"
#include "protocol/hospital.hpp"
#include "protocol/traffic.hpp"

namespace medisc {
namespace {

Table steps_table(const CompiledModel& model, const Gates& gates, const Traffic& traffic) {
  Table table{"steps",
              {{"step", "step"},
               {"name", "layer"},
               {"op", "op"},
               {"inputs", "in"},
               {"outputs", "out"},
               {"scale", "scale"},
               {"shift", "shift"},
               {"bound_log2", "log2 bound", 1},
               {"proven_bits", "proven bits"},
               {"width", "width"},
               {"flights", "flights"},
               {"bits_up", "bits up"},
               {"bits_down", "bits down"},
               {"service_half_bits", "service half, bits"}},
              {}};
  for (std::size_t i = 0; i < model.report.size(); ++i) {
    const StepReport& step = model.report[i];
    const DeclaredStep& cost = traffic.steps[i];
    const auto count = [](auto value) { return Cell{static_cast<std::int64_t>(value)}; };
    table.rows.push_back({count(i), step.name, step.op, count(step.inputs), count(step.outputs),
                          count(step.scale),
                          step.op == "relu" ? count(step.shift) : Cell{},
                          step.bound > 0 ? Cell{std::log2(step.bound)} : Cell{},
                          count(step.proven_bits), count(step.width), count(cost.flights),
                          count(cost.bits_up), count(cost.bits_down),
                          count(correction_bits(gates[i]))});
  }
  return table;
}

}  // namespace

Result<void> run(const PlanArguments& arguments) {
  const auto model = load_model(arguments.model);
  if (!model) return tl::unexpected<Error>(model.error());
  const Plan& plan = model->compiled.plan;
  const Gates gates = make_gates(plan);
  const Traffic traffic = declared_traffic(gates, arguments.batch);
  const auto count = [](auto value) { return Cell{static_cast<std::int64_t>(value)}; };
  const std::vector<Fact> facts{
      {"model", "model", model->name},
      {"plan", "plan", to_hex(hash_of(plan))},
      {"ring_bits", "ring, bits", count(plan.ring_bits)},
      {"features", "features", count(plan.input.features)},
      {"outputs", "logits", count(plan.outputs())},
      {"batch", "records a session", count(arguments.batch)},
      {"flights", "flights a session", count(traffic.flights())},
      {"payload_up", "payload up, bytes a session", count(traffic.bytes_up())},
      {"payload_down", "payload down, bytes a session", count(traffic.bytes_down())},
      {"hospital_half_bytes", "hospital's half, bytes a record", count(Seed::kBytes)},
      {"service_half_bytes", "service's half, bytes a record",
       count(Seed::kBytes + correction_bytes(gates))},
      {"openings_bytes", "opened ahead, bytes a record", count(openings_bytes(gates))},
  };
  print(std::cout, facts, {steps_table(model->compiled, gates, traffic)}, arguments.format);
  return {};
}

}  // namespace medisc
