#include "cli/evaluation_scores.hpp"

#include <algorithm>
#include <cmath>

#include "cli/scoring.hpp"
#include "plan/input_encoding.hpp"
#include "site/answer.hpp"

namespace medisc {
namespace {

using Rows = std::vector<std::vector<double>>;

/// What an answer predicts, in the form that the truth has.
struct Predicted {
  std::vector<double> operator()(const ClassAnswer& answer) const {
    return {static_cast<double>(answer.index)};
  }
  std::vector<double> operator()(const BinaryAnswer& answer) const {
    return {answer.positive ? 1.0 : 0.0};
  }
  std::vector<double> operator()(const FindingsAnswer& answer) const {
    return {answer.positive.begin(), answer.positive.end()};
  }
  std::vector<double> operator()(const NumberAnswer& answer) const { return answer.values; }
  std::vector<double> operator()(const MapAnswer& answer) const {
    return {answer.classes.begin(), answer.classes.end()};
  }
};

Rows secure_predictions(const Evaluation& evaluation) {
  Rows rows;
  for (const RecordOutcome& outcome : evaluation.outcomes) {
    rows.push_back(std::visit(Predicted{}, answer_of(evaluation.plan, outcome.logits)));
  }
  return rows;
}

Rows float_predictions(const Evaluation& evaluation) {
  Rows rows;
  for (const auto& logits : evaluation.set.logits) {
    rows.push_back(std::visit(Predicted{}, answer_of_results(evaluation.plan, logits)));
  }
  return rows;
}

Rows secure_logits(const Evaluation& evaluation) {
  Rows rows;
  for (const RecordOutcome& outcome : evaluation.outcomes) {
    rows.push_back(decode_logits(evaluation.plan, outcome.logits));
  }
  return rows;
}

std::vector<std::uint32_t> column(const Rows& rows, std::size_t index) {
  std::vector<std::uint32_t> values;
  for (const auto& row : rows) values.push_back(static_cast<std::uint32_t>(row[index]));
  return values;
}

/// Of all entries that there are.
double part_equal(const Rows& predicted, const Rows& truth) {
  double equal = 0;
  double all = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    for (std::size_t j = 0; j < truth[i].size(); ++j) {
      equal += predicted[i][j] == truth[i][j] ? 1 : 0;
      all += 1;
    }
  }
  return equal / all;
}

double mean_difference(const Rows& a, const Rows& b) {
  double sum = 0;
  double all = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    for (std::size_t j = 0; j < b[i].size(); ++j) {
      sum += std::abs(a[i][j] - b[i][j]);
      all += 1;
    }
  }
  return sum / all;
}

double largest_difference(const Rows& a, const Rows& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < a[i].size(); ++j) {
      largest = std::max(largest, std::abs(a[i][j] - b[i][j]));
    }
  }
  return largest;
}

Cell optional_cell(std::optional<double> value) {
  return value ? Cell{*value} : Cell{};
}

/// Of a yes against a no, or of the second of two classes; nothing for other tasks.
Cell curve(const Evaluation& evaluation) {
  const TaskKind task = task_of(evaluation.plan);
  const std::uint32_t results = network_results(evaluation.plan);
  const bool two = task == TaskKind::kBinary || (task == TaskKind::kClasses && results == 2);
  if (!two || evaluation.plan.output == Output::kLabel) return {};
  std::vector<double> scores;
  for (const auto& logits : secure_logits(evaluation)) {
    scores.push_back(logits.size() == 1 ? logits[0] : logits[1] - logits[0]);
  }
  return optional_cell(area_under_curve(scores, column(evaluation.set.truth, 0)));
}

const char* what_is_right(TaskKind task) {
  switch (task) {
    case TaskKind::kFindings:
      return "accuracy of all findings, ";
    case TaskKind::kMap:
      return "accuracy of all pixels, ";
    default:
      return "accuracy, ";
  }
}

Table confusion_table(const Evaluation& evaluation) {
  const std::vector<std::string> labels = labels_of(evaluation.plan);
  const auto counts = confusion(column(secure_predictions(evaluation), 0),
                                column(evaluation.set.truth, 0), labels.size());
  Table table{"confusion", {{"label", "is \\ diagnosed"}}, {}};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    table.columns.push_back({"predicted_" + std::to_string(i), labels[i]});
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::vector<Cell> row{labels[i]};
    for (const std::uint64_t cell : counts[i])
      row.emplace_back(static_cast<std::int64_t>(cell));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table findings_table(const Evaluation& evaluation) {
  const std::vector<std::string> labels = labels_of(evaluation.plan);
  const Rows predicted = secure_predictions(evaluation);
  const Rows logits = secure_logits(evaluation);
  Table table{"findings",
              {{"finding", "finding"},
               {"positive", "positive"},
               {"found", "found"},
               {"accuracy", "accuracy", 4},
               {"auc", "area under ROC", 4}},
              {}};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto truth = column(evaluation.set.truth, i);
    const auto found = column(predicted, i);
    std::vector<double> scores;
    for (const auto& row : logits) scores.push_back(row[i]);
    table.rows.push_back({labels[i], std::count(truth.begin(), truth.end(), 1U),
                          std::count(found.begin(), found.end(), 1U), accuracy(found, truth),
                          optional_cell(area_under_curve(scores, truth))});
  }
  return table;
}

}  // namespace

std::vector<Fact> score_facts(const Evaluation& evaluation) {
  const TaskKind task = task_of(evaluation.plan);
  const bool is_number = task == TaskKind::kNumber;
  const bool known = !evaluation.set.logits.empty();
  const Rows& truth = evaluation.set.truth;
  const Rows secure = secure_predictions(evaluation);
  const Rows in_float = float_predictions(evaluation);
  std::int64_t agreeing = 0;
  for (std::size_t i = 0; i < in_float.size(); ++i)
    agreeing += secure[i] == in_float[i] ? 1 : 0;
  std::vector<Fact> facts{{"agree_float", "answer as the float network's",
                           known && !is_number ? Cell{agreeing} : Cell{}}};
  if (is_number) {
    const std::string title = "mean absolute error, ";
    facts.push_back(
        {"mean_abs_error_secure", title + "secure", mean_difference(secure, truth), 4});
    facts.push_back({"mean_abs_error_float", title + "float",
                     known ? Cell{mean_difference(in_float, truth)} : Cell{}, 4});
  } else {
    const std::string title = what_is_right(task);
    facts.push_back({"accuracy_secure", title + "secure", part_equal(secure, truth), 4});
    facts.push_back({"accuracy_float", title + "float",
                     known ? Cell{part_equal(in_float, truth)} : Cell{}, 4});
  }
  const bool comparable = known && evaluation.plan.output == Output::kLogits;
  facts.push_back({"auc", "area under the ROC curve", curve(evaluation), 4});
  facts.push_back(
      {"max_abs_logit_error", "largest |logit - float logit|",
       comparable ? Cell{largest_difference(secure_logits(evaluation), evaluation.set.logits)}
                  : Cell{},
       4});
  return facts;
}

std::vector<Table> score_tables(const Evaluation& evaluation) {
  switch (task_of(evaluation.plan)) {
    case TaskKind::kClasses:
    case TaskKind::kBinary:
      return {confusion_table(evaluation)};
    case TaskKind::kFindings:
      return {findings_table(evaluation)};
    case TaskKind::kNumber:
    case TaskKind::kMap:
      break;
  }
  return {};
}

}  // namespace medisc
