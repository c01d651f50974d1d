#include "cli/answer_table.hpp"

#include "site/model_notes.hpp"

namespace medisc {
namespace {

constexpr int kDecimals = 4;  // of probabilities

Column probability_column(const std::string& key, const std::string& title) {
  return {key, title, kDecimals, true};
}

/// KEY_0, KEY_1, ..., titled by the labels.
void add_labelled(std::vector<Column>& columns, const Plan& plan, const std::string& key,
                  bool probability) {
  const std::vector<std::string> labels = labels_of(plan);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    columns.push_back({key + "_" + std::to_string(i), labels[i], kDecimals, probability});
  }
}

Cell text_or_nothing(const std::string& text) {
  return text.empty() ? Cell{} : Cell{text};
}

struct Cells {
  const Plan& plan;

  std::vector<Cell> operator()(const ClassAnswer& answer) const {
    if (answer.softmax.empty()) {
      return {answer.label, static_cast<std::int64_t>(answer.index)};
    }
    return {answer.label, answer.softmax[answer.index]};
  }
  std::vector<Cell> operator()(const BinaryAnswer& answer) const {
    if (!answer.probability) return {answer.label, std::int64_t{answer.positive ? 1 : 0}};
    return {answer.label, *answer.probability};
  }
  std::vector<Cell> operator()(const FindingsAnswer& answer) const {
    std::vector<Cell> cells{to_text(plan, answer)};
    cells.insert(cells.end(), answer.probabilities.begin(), answer.probabilities.end());
    return cells;
  }
  std::vector<Cell> operator()(const NumberAnswer& answer) const {
    return {answer.values.begin(), answer.values.end()};
  }
  std::vector<Cell> operator()(const MapAnswer& answer) const {
    return {answer.shares.begin(), answer.shares.end()};
  }
};

}  // namespace

std::vector<Column> answer_columns(const Plan& plan) {
  const bool label_only = plan.output == Output::kLabel;
  std::vector<Column> columns;
  switch (task_of(plan)) {
    case TaskKind::kClasses:
      columns = {{"diagnosis", "diagnosis"}, probability_column("softmax", "softmax")};
      break;
    case TaskKind::kBinary:
      columns = {{"diagnosis", "diagnosis"}, probability_column("probability", "probability")};
      break;
    case TaskKind::kFindings:
      columns = {{"findings", "findings"}};
      add_labelled(columns, plan, "probability", true);
      return columns;
    case TaskKind::kNumber:
      if (network_results(plan) > 1) {
        add_labelled(columns, plan, "value", false);
      } else {
        const Outcome& outcome = plan.manifest.outcome;
        const std::string title = outcome.labels.empty() ? "value" : outcome.labels.front();
        columns = {{"value", title, kDecimals}};
      }
      return columns;
    case TaskKind::kMap:
      add_labelled(columns, plan, "share", false);
      return columns;
  }
  if (label_only) columns.back() = {"class", "class"};
  return columns;
}

std::vector<Cell> answer_cells(const Plan& plan, const Answer& answer) {
  return std::visit(Cells{plan}, answer);
}

Table outcome_table(const Plan& plan) {
  const bool findings = task_of(plan) == TaskKind::kFindings;
  Table table{findings ? "findings" : "classes", {{"index", "index"}, {"name", "name"}}, {}};
  if (findings) table.columns.push_back({"threshold", "threshold", kDecimals});
  const std::vector<std::string> labels = labels_of(plan);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    table.rows.push_back({static_cast<std::int64_t>(i), labels[i]});
    if (findings) table.rows.back().emplace_back(plan.manifest.outcome.thresholds[i]);
  }
  return table;
}

std::vector<Fact> manifest_facts(const Plan& plan) {
  const Manifest& manifest = plan.manifest;
  const Outcome& outcome = manifest.outcome;
  std::vector<Fact> facts{{"model", "model", text_or_nothing(manifest.model)},
                          {"version", "version", text_or_nothing(manifest.version)},
                          {"task", "task", std::string(task_name(task_of(plan)))}};
  if (outcome.task == TaskKind::kBinary) {
    facts.push_back({"threshold", "positive from", outcome.thresholds.front(), kDecimals});
  }
  if (!outcome.unit.empty()) facts.push_back({"unit", "unit", outcome.unit});
  for (const RecordPart& part : manifest.parts) {
    if (part.pixels.values == PixelValues::kUndeclared) continue;
    facts.push_back({"pixels", "pixels", meaning_text(part.pixels)});
    break;  // no record has two images that come as files
  }
  const FidelitySummary& fidelity = plan.fidelity;
  if (!fidelity.measured()) return facts;
  const auto share = [](std::uint32_t millionths) {
    return static_cast<double>(millionths) / 1e6;
  };
  const bool drawn = fidelity.samples == 0;
  facts.push_back({"fidelity_records",
                   drawn ? "measured on, drawn records" : "measured on, sample records",
                   static_cast<std::int64_t>(drawn ? fidelity.drawn : fidelity.samples)});
  facts.push_back({"fidelity_samples", "samples", std::string(drawn ? "drawn" : "given")});
  facts.push_back({"fidelity_agreement", "alike with the model", share(fidelity.agreement), 4});
  facts.push_back(
      {"fidelity_p99", "99 % of errors within, of the spread", share(fidelity.p99), 4});
  facts.push_back(
      {"fidelity_largest", "largest error, of the spread", share(fidelity.largest), 4});
  return facts;
}

Fact warnings_fact(const std::vector<std::string>& warnings) {
  return {"warnings", "warnings", text_or_nothing(in_one_line(warnings))};
}

}  // namespace medisc
