#include <chrono>

#include "cli/evaluation_inputs.hpp"
#include "cli/evaluations.hpp"
#include "cli/progress.hpp"
#include "cli/stop_signal.hpp"
#include "protocol/session_size.hpp"
#include "simulation/memory_pool.hpp"

namespace medisc {
namespace {

std::vector<RecordOutcome> outcomes_of(const MemorySession& session, std::size_t records) {
  const auto divisor = static_cast<double>(records);
  const std::size_t outputs = session.logits.size() / records;
  std::vector<RecordOutcome> outcomes;
  for (std::size_t i = 0; i < records; ++i) {
    const auto first = session.logits.begin() + static_cast<std::ptrdiff_t>(i * outputs);
    outcomes.push_back(
        {{first, first + static_cast<std::ptrdiff_t>(outputs)},
         std::chrono::duration<double, std::milli>(session.time).count() / divisor,
         static_cast<double>(session.bytes_up) / divisor,
         static_cast<double>(session.bytes_down) / divisor,
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
  const auto pool =
      MemoryPool::make(inputs->model.compiled.plan, inputs->model.compiled.weights);
  if (!pool) return tl::unexpected<Error>(pool.error());
  const Plan& plan = (*pool)->plan();
  const std::size_t batch = records_a_session(plan, (*pool)->gates(), arguments.batch,
                                              {.memory = arguments.memory_megabytes << 20});

  Evaluation evaluation{plan, inputs->set, {}, std::move(inputs->references), 0};
  const auto started = std::chrono::steady_clock::now();
  {
    const std::size_t count = inputs->encoded.size();
    ProgressLine progress("evaluating", "records", count);
    for (std::size_t first = 0; first < count; first += batch) {
      if (auto go_on = check(); !go_on) return go_on;
      const std::size_t records = std::min(batch, count - first);
      std::vector<std::int64_t> values;
      for (std::size_t i = first; i < first + records; ++i) {
        values.insert(values.end(), inputs->encoded[i].begin(), inputs->encoded[i].end());
      }
      const auto session = (*pool)->run((*pool)->deal(records), values, [] {
        return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch());
      });
      if (!session) return tl::unexpected<Error>(session.error());
      auto outcomes = outcomes_of(*session, records);
      std::move(outcomes.begin(), outcomes.end(), std::back_inserter(evaluation.outcomes));
      progress.show(first + records);
    }
  }
  evaluation.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return report(arguments, evaluation, "in one process, simulated", plan_facts(inputs->model));
}

}  // namespace medisc
