#include "cli/results.hpp"

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <stdexcept>

#include <fmt/format.h>
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

/// How many keys KEY_0, KEY_1, ... a result has besides its answer, and what they are: logits,
/// or of a label-only map the pixels' classes.
struct Numbered {
  std::string key;
  std::size_t count = 0;
};

Numbered numbered_of(const Plan& plan) {
  if (plan.output == Output::kLogits) return {"logit", plan.outputs()};
  if (task_of(plan) != TaskKind::kMap) return {"class", 0};
  return {"class", plan.outputs() / plan.manifest.outcome.shape.front()};
}

/// What those are of one result.
std::vector<std::int64_t> numbers_of(const Plan& plan,
                                     const std::vector<std::int64_t>& logits) {
  if (plan.output == Output::kLogits) return logits;
  const Answer answer = answer_of(plan, logits);
  const auto* const map = std::get_if<MapAnswer>(&answer);
  if (map == nullptr) return {};
  return {map->classes.begin(), map->classes.end()};
}

/// The result of a label-only plan whose classes are these, one a position. Throws where there
/// is no such class.
std::vector<std::int64_t> one_hot(const Plan& plan, const std::vector<std::int64_t>& classes) {
  std::vector<std::int64_t> logits(plan.outputs(), 0);
  const std::size_t channels = logits.size() / classes.size();
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const auto most = static_cast<std::int64_t>(std::max<std::size_t>(channels, 2));
    if (classes[i] < 0 || classes[i] >= most) throw std::out_of_range("class");
    if (channels == 1) {
      logits[i] = classes[i];
    } else {
      logits[static_cast<std::size_t>(classes[i]) * classes.size() + i] = 1;
    }
  }
  return logits;
}

std::vector<std::int64_t> expected_of(const Plan& plan, const nlohmann::json& result) {
  const auto [key, count] = numbered_of(plan);
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < count; ++i) {
    numbers.push_back(integer_at(result, key + "_" + std::to_string(i)));
  }
  if (plan.output == Output::kLogits) return numbers;
  if (count == 0) numbers.push_back(integer_at(result, key));
  return one_hot(plan, numbers);
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
      expected[result.at("record").get<std::string>()] = expected_of(plan, result);
    }
    return expected;
  } catch (const std::exception&) {
    return fail(ErrorCode::kBadInput, file + ": this is not the JSON of `medisc reference`",
                "make it with: medisc reference ... --format json");
  }
}

Result<void> ResultTable::write_maps(const MapOptions& options,
                                     std::span<const std::string> records) {
  if (options.folder.empty()) return {};
  auto folder = MapFolder::open(options.folder, plan_, records, options.force);
  if (!folder) return tl::unexpected<Error>(folder.error());
  maps_ = std::move(*folder);
  return {};
}

void ResultTable::add(const std::string& record, const std::vector<std::int64_t>& logits,
                      const SessionCosts* costs) {
  Row row{record, logits, std::nullopt, std::nullopt, std::nullopt};
  if (costs != nullptr) row.costs = *costs;
  if (expected_) {
    const auto found = expected_->find(record);
    row.equal = found != expected_->end() && found->second == logits;
    if (!*row.equal) ++differing_;
  }
  if (maps_) row.files = maps_->write(record, logits);
  rows_.push_back(std::move(row));
}

std::vector<Column> ResultTable::columns(Format format) const {
  std::vector<Column> columns{{"record", "record"}};
  const auto append = [&](std::initializer_list<Column> more) {
    columns.insert(columns.end(), more);
  };
  for (Column& column : answer_columns(plan_)) columns.push_back(std::move(column));
  if (expected_) append({{"reference", "reference"}});
  if (costs_) {
    append({{"online_ms", "online ms"},
            {"bytes_up", "bytes up"},
            {"bytes_down", "bytes down"},
            {"flights", "flights"}});
  }
  if (shows_files(format)) {
    append({{"map_file", "map"}, {"picture_file", "picture"}, {"logits_file", "logits"}});
  }
  const auto [key, count] = numbered_of(plan_);
  for (std::size_t i = 0; shows_numbers(format) && i < count; ++i) {
    columns.push_back({key + "_" + std::to_string(i), key + " " + std::to_string(i)});
  }
  if (!bad_.empty()) append({{"error", "error"}});
  return columns;
}

std::vector<Cell> ResultTable::cells(const Row& row, Format format) const {
  std::vector<Cell> cells{row.record};
  const std::vector<Cell> answer = answer_cells(plan_, answer_of(plan_, row.logits));
  cells.insert(cells.end(), answer.begin(), answer.end());
  if (expected_) cells.emplace_back(std::string(*row.equal ? "equal" : "DIFFERS"));
  if (costs_) {
    cells.emplace_back(static_cast<double>(row.costs->online_us) / 1000);
    cells.emplace_back(row.costs->payload_up);
    cells.emplace_back(row.costs->payload_down);
    cells.emplace_back(row.costs->flights);
  }
  if (shows_files(format)) {
    for (const std::string* file : {&row.files->map, &row.files->picture, &row.files->logits}) {
      cells.push_back(file->empty() ? Cell{} : Cell{*file});
    }
  }
  if (shows_numbers(format)) {
    const std::vector<std::int64_t> numbers = numbers_of(plan_, row.logits);
    cells.insert(cells.end(), numbers.begin(), numbers.end());
  }
  if (!bad_.empty()) cells.emplace_back();
  return cells;
}

bool ResultTable::shows_files(Format format) const {
  return maps_ && format != Format::kTable;
}

bool ResultTable::shows_numbers(Format format) const {
  return task_of(plan_) != TaskKind::kMap || format != Format::kTable;
}

Table ResultTable::table(Format format) const {
  Table table = empty_table(format);
  for (const Row& row : rows_) table.rows.push_back(cells(row, format));
  for (std::vector<Cell>& bad : bad_rows(format)) table.rows.push_back(std::move(bad));
  return table;
}

std::vector<std::vector<Cell>> ResultTable::bad_rows(Format format) const {
  const std::size_t width = columns(format).size();
  std::vector<std::vector<Cell>> rows;
  for (const BadRow& bad : bad_) {
    rows.emplace_back(width);
    rows.back().front() = bad.id;
    rows.back().back() = render(bad.error);
  }
  return rows;
}

std::vector<Table> ResultTable::names(Format format) const {
  const TaskKind task = task_of(plan_);
  const bool many = task == TaskKind::kFindings || task == TaskKind::kMap;
  if (many && format != Format::kCsv) return {outcome_table(plan_)};
  return {};
}

std::vector<Table> ResultTable::tables(Format format) const {
  std::vector<Table> tables{table(format)};
  for (Table& more : names(format)) tables.push_back(std::move(more));
  return tables;
}

Result<void> ResultTable::maps_written() const {
  std::size_t incomplete = 0;
  const Error* first = nullptr;
  for (const Row& row : rows_) {
    if (!row.files || !row.files->error) continue;
    if (first == nullptr) first = &*row.files->error;
    ++incomplete;
  }
  if (first == nullptr) return {};
  return fail(first->code,
              fmt::format("{} of {} records have not all of their files in {}: {}", incomplete,
                          rows_.size(), maps_->folder().string(), first->context),
              first->hint);
}

std::vector<Fact> ResultTable::head_facts() const {
  std::vector<Fact> facts = manifest_facts(plan_);
  facts.push_back({"plan", "plan", to_hex(hash_of(plan_))});
  if (plan_.output == Output::kLogits) {
    facts.push_back(
        {"scale", "logits are integers / 2^", static_cast<std::int64_t>(plan_.output_scale())});
  }
  if (maps_) facts.push_back({"maps", "maps in", maps_->folder().string()});
  return facts;
}

std::vector<Fact> ResultTable::tail_facts() const {
  std::vector<Fact> facts{{"records", "records", static_cast<std::int64_t>(rows_.size())}};
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

std::vector<Fact> ResultTable::facts() const {
  std::vector<Fact> facts = head_facts();
  for (Fact& fact : tail_facts()) facts.push_back(std::move(fact));
  return facts;
}

}  // namespace medisc
