#include <algorithm>
#include <chrono>

#include "cli/evaluation_inputs.hpp"
#include "cli/evaluations.hpp"
#include "cli/progress.hpp"
#include "cli/stop_signal.hpp"
#include "site/simulation.hpp"

namespace medisc {
namespace {

std::vector<RecordOutcome> outcomes_of(const SimulatedSession& session) {
  const auto records = static_cast<double>(session.logits.size());
  const double ms = std::chrono::duration<double, std::milli>(session.time).count();
  std::vector<RecordOutcome> outcomes;
  for (const auto& logits : session.logits) {
    outcomes.push_back({logits, ms / records, static_cast<double>(session.bytes_up) / records,
                        static_cast<double>(session.bytes_down) / records,
                        static_cast<std::int64_t>(session.flights)});
  }
  return outcomes;
}

}  // namespace

Result<void> evaluate_simulated(const EvaluateArguments& arguments) {
  const StopSignal stop;
  const auto check = [&] {
    return stop.check("the evaluation was stopped", "");
  };
  auto inputs = load_evaluation_inputs(arguments, check);
  if (!inputs) return tl::unexpected<Error>(inputs.error());
  const Plan& plan = inputs->model.compiled.plan;
  auto simulation = Simulation::make(plan, inputs->model.compiled.weights);
  if (!simulation) return tl::unexpected<Error>(simulation.error());
  const std::size_t batch =
      simulation->records_a_session(arguments.batch, arguments.memory_megabytes << 20);

  Evaluation evaluation{plan, inputs->set, {}, std::move(inputs->references), 0};
  const auto started = std::chrono::steady_clock::now();
  {
    const std::span<const std::vector<std::int64_t>> records(inputs->encoded);
    ProgressLine progress("evaluating", "records", records.size());
    for (std::size_t first = 0; first < records.size(); first += batch) {
      if (auto go_on = check(); !go_on) return go_on;
      const std::size_t count = std::min(batch, records.size() - first);
      const auto session = simulation->run(records.subspan(first, count));
      if (!session) return tl::unexpected<Error>(session.error());
      auto outcomes = outcomes_of(*session);
      std::move(outcomes.begin(), outcomes.end(), std::back_inserter(evaluation.outcomes));
      progress.show(first + count);
    }
  }
  evaluation.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return report(arguments, evaluation, "in one process, simulated", plan_facts(inputs->model));
}

}  // namespace medisc
