#include <chrono>

#include <fmt/format.h>

#include "cli/evaluation_state.hpp"
#include "cli/evaluations.hpp"
#include "cli/passphrase.hpp"
#include "cli/progress.hpp"
#include "cli/results.hpp"
#include "cli/stop_signal.hpp"
#include "config/hospital_config.hpp"
#include "site/answer.hpp"
#include "site/encoded_records.hpp"
#include "site/hospital.hpp"

namespace medisc {
namespace {

std::vector<std::vector<std::int64_t>> references_of(const ExpectedLogits& expected,
                                                     const TestSet& set) {
  std::vector<std::vector<std::int64_t>> references;
  for (std::size_t i = 0; i < set.size(); ++i) {
    const auto found = expected.find(set.table.ids[i]);
    references.push_back(found == expected.end() ? std::vector<std::int64_t>{} : found->second);
  }
  return references;
}

/// How records are read, as far as it changes which there are, and their values.
std::string reading_of(const EvaluateArguments& arguments) {
  const ReadOptions& reading = arguments.reading;
  std::string text =
      fmt::format("{} {} {} {} {} {}", static_cast<int>(reading.header),
                  static_cast<int>(reading.decimal), static_cast<int>(reading.out_of_range),
                  reading.skip_bad, arguments.labels.empty(), reading.each_frame);
  text += '\n' + reading.id_column.value_or("");
  for (const std::string& column : reading.ignore_columns) text += '\n' + column;
  return text;
}

Result<EvaluationState> open_state(const EvaluateArguments& arguments, const Hospital& hospital,
                                   const Plan& plan) {
  const auto records = hash_of_file(arguments.records, reading_of(arguments));
  if (!records) return tl::unexpected<Error>(records.error());
  const EvaluationKey key{to_hex(hash_of(plan)), *records, hospital.service_key()};
  if (!arguments.state.empty()) return EvaluationState::open(arguments.state, key);
  const auto config = load_hospital_config(arguments.config);
  if (!config) return tl::unexpected<Error>(config.error());
  return EvaluationState::open(default_state_file(config->database, key), key);
}

/// Diagnoses the records that the state has no result of.
Result<void> diagnose_missing(const EvaluateArguments& arguments, Hospital& hospital,
                              const Plan& plan,
                              const std::vector<std::vector<std::int64_t>>& encoded,
                              const StopSignal& stop, EvaluationState& state) {
  std::vector<std::size_t> missing;
  DiagnoseOrder order;
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (state.results().contains(i)) continue;
    missing.push_back(i);
    order.records.push_back(encoded[i]);
  }
  if (missing.empty()) return {};
  const std::size_t before = encoded.size() - missing.size();
  ProgressLine progress("evaluating", "records", encoded.size());
  order.model = arguments.model;
  order.plan = plan;
  order.batch = arguments.batch;
  order.memory = arguments.memory_megabytes << 20;
  order.report = [&](std::size_t first, std::span<const Diagnosis> session) -> Result<void> {
    const std::vector<RecordOutcome> outcomes = outcomes_of(session);
    std::map<std::size_t, RecordOutcome> results;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      results[missing[first + i]] = outcomes[i];
    }
    if (auto added = state.add(results); !added) return added;
    const std::size_t done = before + first + outcomes.size();
    progress.show(done);
    if (done == encoded.size()) return {};
    return stop.check(std::to_string(done) + " of " + std::to_string(encoded.size()) +
                          " records are evaluated, and their results kept",
                      "run the same command again to go on from here");
  };
  return hospital.diagnose(std::move(order));
}

}  // namespace

Result<void> evaluate_at_site(const EvaluateArguments& arguments) {
  const StopSignal stop;
  auto hospital = Hospital::open(arguments.config, arguments.service, passphrase_at_terminal());
  if (!hospital) return tl::unexpected<Error>(hospital.error());
  const auto plan = hospital->plan(arguments.model);
  if (!plan) return tl::unexpected<Error>(plan.error());
  const std::uint32_t results = network_results(*plan);
  const auto set =
      load_test_set({arguments.records, arguments.labels, arguments.logits, plan->manifest,
                     results, arguments.reading},
                    truth_form(task_of(*plan), plan->manifest, results), arguments.limit);
  if (!set) return tl::unexpected<Error>(set.error());
  const auto encoded = encode_rows(set->file, set->table, *plan, {0, set->size()});
  if (!encoded) return tl::unexpected<Error>(encoded.error());
  Evaluation evaluation{*plan, *set, {}, {}, 0};
  if (!arguments.expect.empty()) {
    const auto expected = load_expected(arguments.expect, *plan);
    if (!expected) return tl::unexpected<Error>(expected.error());
    evaluation.references = references_of(*expected, *set);
  }
  auto state = open_state(arguments, *hospital, *plan);
  if (!state) return tl::unexpected<Error>(state.error());

  const std::size_t resumed = state->results().size();
  const auto begun = std::chrono::steady_clock::now();
  auto done = diagnose_missing(arguments, *hospital, *plan, *encoded, stop, *state);
  if (!done) {
    if (state->results().empty()) (void)std::move(*state).remove();  // nothing to go on from
    return done;
  }
  evaluation.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  for (std::size_t i = 0; i < set->size(); ++i) {
    evaluation.outcomes.push_back(state->results().at(i));
  }
  auto reported =
      report(arguments, evaluation, "at the hospital",
             {{"service", "service", hospital->service_name()},
              {"resumed", "results of earlier runs", static_cast<std::int64_t>(resumed)}});
  if (!arguments.keep) {
    if (auto removed = std::move(*state).remove(); !removed) return removed;
  }
  return reported;
}

}  // namespace medisc
