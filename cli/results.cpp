#include "cli/results.hpp"

#include <fstream>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "cli/answer_table.hpp"
#include "site/answer.hpp"

namespace medisc {
namespace {

/// Throws where it is no integer; a number as such would be rounded to one.
std::int64_t integer_at(const nlohmann::json& result, const std::string& key) {
  const nlohmann::json& number = result.at(key);
  if (!number.is_number_integer()) throw std::invalid_argument(key);
  return number.get<std::int64_t>();
}

}  // namespace

Result<ExpectedLogits> load_expected(const std::string& file, const Plan& plan) {
  std::ifstream in(file);
  if (!in) return fail(ErrorCode::kBadInput, file + ": can't be read");
  const auto json = nlohmann::json::parse(in, nullptr, false);
  try {
    if (json.at("plan").get<std::string>() != to_hex(hash_of(plan))) {
      return fail(ErrorCode::kPlanMismatch,
                  file + " was made with plan " + json.at("plan").get<std::string>() +
                      "; the records run under " + to_hex(hash_of(plan)));
    }
    ExpectedLogits expected;
    for (const auto& result : json.at("results")) {
      std::vector<std::int64_t> logits(plan.outputs(), 0);
      if (plan.output == Output::kLabel) {
        logits.at(static_cast<std::size_t>(integer_at(result, "class"))) = 1;
      } else {
        for (std::size_t i = 0; i < logits.size(); ++i) {
          logits[i] = integer_at(result, "logit_" + std::to_string(i));
        }
      }
      expected[result.at("record").get<std::string>()] = std::move(logits);
    }
    return expected;
  } catch (const std::exception&) {
    return fail(ErrorCode::kBadInput, file + ": this is not the JSON of `medisc reference`",
                "make it with: medisc reference ... --format json");
  }
}

void ResultTable::add(const std::string& record, const std::vector<std::int64_t>& logits,
                      const SessionCosts* costs) {
  Row row{record, logits, std::nullopt, std::nullopt};
  if (costs != nullptr) row.costs = *costs;
  if (expected_) {
    const auto found = expected_->find(record);
    row.equal = found != expected_->end() && found->second == logits;
    if (!*row.equal) ++differing_;
  }
  rows_.push_back(std::move(row));
}

Table ResultTable::table(Format format) const {
  const bool costs = !rows_.empty() && rows_.front().costs.has_value();
  Table table{"results", {{"record", "record"}}, {}};
  for (Column& column : answer_columns(plan_)) table.columns.push_back(std::move(column));
  if (expected_) table.columns.push_back({"reference", "reference"});
  if (costs) {
    for (Column column : {Column{"online_ms", "online ms"}, Column{"bytes_up", "bytes up"},
                          Column{"bytes_down", "bytes down"}, Column{"flights", "flights"}}) {
      table.columns.push_back(std::move(column));
    }
  }
  // A label-only plan has none; a map's are too many for a table.
  const bool logits = plan_.output == Output::kLogits &&
                      !(task_of(plan_) == TaskKind::kMap && format == Format::kTable);
  for (std::size_t i = 0; logits && i < plan_.outputs(); ++i) {
    table.columns.push_back({"logit_" + std::to_string(i), "logit " + std::to_string(i)});
  }
  if (!bad_.empty()) table.columns.push_back({"error", "error"});
  for (const Row& row : rows_) {
    std::vector<Cell> cells{row.record};
    const std::vector<Cell> answer = answer_cells(plan_, answer_of(plan_, row.logits));
    cells.insert(cells.end(), answer.begin(), answer.end());
    if (expected_) cells.emplace_back(std::string(*row.equal ? "equal" : "DIFFERS"));
    if (costs) {
      cells.emplace_back(static_cast<double>(row.costs->online_us) / 1000);
      cells.emplace_back(row.costs->payload_up);
      cells.emplace_back(row.costs->payload_down);
      cells.emplace_back(row.costs->flights);
    }
    if (logits) cells.insert(cells.end(), row.logits.begin(), row.logits.end());
    if (!bad_.empty()) cells.emplace_back();
    table.rows.push_back(std::move(cells));
  }
  for (const BadRow& bad : bad_) {
    std::vector<Cell> cells(table.columns.size());
    cells.front() = bad.id;
    cells.back() = render(bad.error);
    table.rows.push_back(std::move(cells));
  }
  return table;
}

std::vector<Table> ResultTable::tables(Format format) const {
  std::vector<Table> tables{table(format)};
  const TaskKind task = task_of(plan_);
  const bool many = task == TaskKind::kFindings || task == TaskKind::kMap;
  if (many && format != Format::kCsv) tables.push_back(outcome_table(plan_));
  return tables;
}

std::vector<Fact> ResultTable::facts() const {
  std::vector<Fact> facts = manifest_facts(plan_);
  facts.push_back({"plan", "plan", to_hex(hash_of(plan_))});
  if (plan_.output == Output::kLogits) {
    facts.push_back(
        {"scale", "logits are integers / 2^", static_cast<std::int64_t>(plan_.output_scale())});
  }
  facts.push_back({"records", "records", static_cast<std::int64_t>(rows_.size())});
  if (!bad_.empty()) {
    facts.push_back(
        {"bad_records", "records that can't be read", static_cast<std::int64_t>(bad_.size())});
  }
  if (expected_) {
    facts.push_back({"equal_to_reference", "equal to the reference",
                     static_cast<std::int64_t>(rows_.size() - differing_)});
  }
  return facts;
}

}  // namespace medisc
