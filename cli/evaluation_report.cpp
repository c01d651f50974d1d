#include "cli/evaluation_report.hpp"

#include <algorithm>
#include <cmath>

#include "cli/evaluation_scores.hpp"
#include "cli/scoring.hpp"
#include "correlation/half.hpp"

namespace medisc {
namespace {

Cell count(std::size_t value) {
  return static_cast<std::int64_t>(value);
}

/// Whole numbers print as such: bytes of a batch need not divide evenly.
Cell number(double value) {
  if (value == std::floor(value)) return static_cast<std::int64_t>(value);
  return value;
}

template <class Part>
double mean_of(const std::vector<RecordOutcome>& outcomes, Part part) {
  double sum = 0;
  for (const RecordOutcome& outcome : outcomes) sum += part(outcome);
  return sum / static_cast<double>(outcomes.size());
}

}  // namespace

std::optional<std::size_t> exact_records(const Evaluation& evaluation) {
  if (evaluation.references.empty()) return std::nullopt;
  std::size_t exact = 0;
  for (std::size_t i = 0; i < evaluation.outcomes.size(); ++i) {
    if (evaluation.outcomes[i].logits == evaluation.references[i]) ++exact;
  }
  return exact;
}

std::vector<Fact> evaluation_facts(const Evaluation& evaluation) {
  const Plan& plan = evaluation.plan;
  const auto& outcomes = evaluation.outcomes;
  const auto exact = exact_records(evaluation);
  std::vector<double> times;
  for (const RecordOutcome& outcome : outcomes) times.push_back(outcome.online_ms);
  const Spread online = spread_of(std::move(times));
  std::int64_t flights = 0;
  for (const RecordOutcome& outcome : outcomes) flights = std::max(flights, outcome.flights);

  std::vector<Fact> facts{
      {"plan", "plan", to_hex(hash_of(plan))},
      {"ring_bits", "ring, bits", count(plan.ring_bits)},
      {"scale", "logits are integers / 2^", static_cast<std::int64_t>(plan.output_scale())},
      {"records", "records", count(outcomes.size())},
      {"exact", "equal to the reference", exact ? count(*exact) : Cell{}},
  };
  if (const auto& bad = evaluation.set.bad; !bad.empty()) {
    facts.push_back({"bad_records", "records that can't be read", count(bad.size())});
  }
  for (Fact& fact : score_facts(evaluation)) facts.push_back(std::move(fact));
  const std::vector<Fact> costs{
      {"online_ms_median", "online ms a record, median", online.median},
      {"online_ms_min", "online ms a record, least", online.least},
      {"online_ms_max", "online ms a record, most", online.most},
      {"payload_up", "payload up, bytes a record",
       number(mean_of(outcomes, [](const auto& outcome) { return outcome.payload_up; }))},
      {"payload_down", "payload down, bytes a record",
       number(mean_of(outcomes, [](const auto& outcome) { return outcome.payload_down; }))},
      {"flights", "flights a session", flights},
      {"bundle_bytes_service", "service's half, bytes a record",
       count(Seed::kBytes + correction_bytes(make_gates(plan)))},
      {"bundle_bytes_hospital", "hospital's half, bytes a record", count(Seed::kBytes)},
      {"seconds", "seconds, all sessions of this run", evaluation.seconds},
  };
  facts.insert(facts.end(), costs.begin(), costs.end());
  return facts;
}

std::vector<Table> evaluation_tables(const Evaluation& evaluation) {
  std::vector<Table> tables = score_tables(evaluation);
  if (evaluation.set.bad.empty()) return tables;
  Table bad{"bad", {{"record", "record"}, {"error", "error"}}, {}};
  for (const BadRow& one : evaluation.set.bad) bad.rows.push_back({one.id, render(one.error)});
  tables.push_back(std::move(bad));
  return tables;
}

}  // namespace medisc
