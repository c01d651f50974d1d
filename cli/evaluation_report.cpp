#include "cli/evaluation_report.hpp"

#include <algorithm>
#include <cmath>

#include "cli/scoring.hpp"
#include "correlation/half.hpp"
#include "plan/input_encoding.hpp"

namespace medisc {
namespace {

Cell count(std::size_t value) {
  return static_cast<std::int64_t>(value);
}

Cell optional_cell(std::optional<double> value) {
  return value ? Cell{*value} : Cell{};
}

/// Whole numbers print as such: bytes of a batch need not divide evenly.
Cell number(double value) {
  if (value == std::floor(value)) return static_cast<std::int64_t>(value);
  return value;
}

std::vector<std::vector<double>> secure_logits(const Evaluation& evaluation) {
  std::vector<std::vector<double>> logits;
  for (const RecordOutcome& outcome : evaluation.outcomes) {
    logits.push_back(decode_logits(evaluation.plan, outcome.logits));
  }
  return logits;
}

std::vector<std::uint32_t> classes(const std::vector<std::vector<double>>& logits) {
  std::vector<std::uint32_t> predicted;
  for (const auto& one : logits) predicted.push_back(predicted_class(one));
  return predicted;
}

std::optional<double> curve(const std::vector<std::vector<double>>& logits,
                            const std::vector<std::uint32_t>& labels) {
  std::vector<double> scores;
  for (const auto& one : logits) {
    const auto score = score_of(one);
    if (!score) return std::nullopt;
    scores.push_back(*score);
  }
  return area_under_curve(scores, labels);
}

double largest_difference(const std::vector<std::vector<double>>& a,
                          const std::vector<std::vector<double>>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < a[i].size(); ++j) {
      largest = std::max(largest, std::abs(a[i][j] - b[i][j]));
    }
  }
  return largest;
}

template <class Part>
double mean_of(const std::vector<RecordOutcome>& outcomes, Part part) {
  double sum = 0;
  for (const RecordOutcome& outcome : outcomes) sum += part(outcome);
  return sum / static_cast<double>(outcomes.size());
}

std::string label_of(const Plan& plan, std::size_t index) {
  return index < plan.labels.size() ? plan.labels[index] : "class " + std::to_string(index);
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
  const TestSet& set = evaluation.set;
  const auto& outcomes = evaluation.outcomes;
  const auto secure = secure_logits(evaluation);
  const auto predicted = classes(secure);
  const auto exact = exact_records(evaluation);
  const bool known = !set.logits.empty();
  const bool label_only = plan.output == Output::kLabel;
  const auto float_classes = classes(set.logits);
  std::vector<double> times;
  for (const RecordOutcome& outcome : outcomes) times.push_back(outcome.online_ms);
  const Spread online = spread_of(std::move(times));
  std::int64_t flights = 0;
  for (const RecordOutcome& outcome : outcomes) flights = std::max(flights, outcome.flights);

  std::size_t agreeing = 0;
  for (std::size_t i = 0; i < float_classes.size(); ++i) {
    agreeing += predicted[i] == float_classes[i] ? 1 : 0;
  }
  return {
      {"plan", "plan", to_hex(hash_of(plan))},
      {"ring_bits", "ring, bits", count(plan.ring_bits)},
      {"scale", "logits are integers / 2^", static_cast<std::int64_t>(plan.output_scale())},
      {"records", "records", count(outcomes.size())},
      {"exact", "equal to the reference", exact ? count(*exact) : Cell{}},
      {"agree_float", "label as the float network's", known ? count(agreeing) : Cell{}},
      {"accuracy_secure", "accuracy, secure", accuracy(predicted, set.labels), 4},
      {"accuracy_float", "accuracy, float",
       known ? Cell{accuracy(float_classes, set.labels)} : Cell{}, 4},
      {"auc", "area under the ROC curve",
       label_only ? Cell{} : optional_cell(curve(secure, set.labels)), 4},
      {"max_abs_logit_error", "largest |logit - float logit|",
       known && !label_only ? Cell{largest_difference(secure, set.logits)} : Cell{}, 4},
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
}

Table confusion_table(const Evaluation& evaluation) {
  const Plan& plan = evaluation.plan;
  const std::size_t size = classes_of(plan.outputs());
  const auto counts =
      confusion(classes(secure_logits(evaluation)), evaluation.set.labels, size);
  Table table{"confusion", {{"label", "is \\ diagnosed"}}, {}};
  for (std::size_t i = 0; i < size; ++i) {
    table.columns.push_back({"predicted_" + std::to_string(i), label_of(plan, i)});
  }
  for (std::size_t i = 0; i < size; ++i) {
    std::vector<Cell> row{label_of(plan, i)};
    for (const std::uint64_t cell : counts[i]) row.push_back(count(cell));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace medisc
