// medisc results list, show and export.
#include <algorithm>
#include <iostream>
#include <map>

#include "cli/answer_table.hpp"
#include "cli/passphrase.hpp"
#include "cli/since.hpp"
#include "cli/verbs.hpp"
#include "site/answer.hpp"
#include "site/result_book.hpp"

namespace medisc {
namespace {

/// Logits are shown of results that have no more of them.
constexpr std::size_t kMostLogits = 64;

class Plans {
 public:
  explicit Plans(ResultBook& book) : book_(book) {}

  Result<const Plan*> of(const StoredResult& result) {
    const auto known = plans_.find(result.plan_hash);
    if (known != plans_.end()) return &known->second;
    auto plan = book_.plan(result.plan_hash);
    if (!plan) return tl::unexpected<Error>(plan.error());
    return &plans_.emplace(result.plan_hash, std::move(*plan)).first->second;
  }

 private:
  ResultBook& book_;
  std::map<PlanHash, Plan> plans_;
};

std::string short_id(const std::string& id, Format format) {
  constexpr std::size_t kEnough = 12;
  return format == Format::kTable ? id.substr(0, kEnough) : id;
}

/// A table whose rows may have columns that others lack.
class MixedTable {
 public:
  explicit MixedTable(std::string name) { table_.name = std::move(name); }

  void add_row() { table_.rows.emplace_back(); }
  void add(const Column& column, Cell cell) {
    const auto found = std::ranges::find(table_.columns, column.key, &Column::key);
    const auto index = static_cast<std::size_t>(found - table_.columns.begin());
    if (found == table_.columns.end()) table_.columns.push_back(column);
    std::vector<Cell>& row = table_.rows.back();
    row.resize(std::max(row.size(), index + 1));
    row[index] = std::move(cell);
  }
  Table take() {
    for (auto& row : table_.rows) row.resize(table_.columns.size());
    return std::move(table_);
  }

 private:
  Table table_;
};

void add_origin(MixedTable& table, const StoredResult& result, Format format) {
  table.add({"made_at", "made at"}, result.made_at);
  table.add({"record", "record"}, result.record);
  table.add({"model", "model"}, result.model);
  table.add({"service", "service"}, result.service);
  table.add({"asker", "asker"}, result.asker);
  table.add({"door", "door"}, result.door);
  table.add({"request", "request"}, short_id(result.request, format));
  table.add({"place", "place"}, static_cast<std::int64_t>(result.place));
}

Result<Table> listed(const StoredResults& results, Plans& plans, Format format) {
  MixedTable table("results");
  for (const StoredResult& result : results.results) {
    const auto plan = plans.of(result);
    if (!plan) return tl::unexpected<Error>(plan.error());
    table.add_row();
    add_origin(table, result, format);
    table.add({"outcome", "outcome"}, to_text(**plan, answer_of(**plan, result.logits)));
  }
  return table.take();
}

Result<Table> exported(const StoredResults& results, Plans& plans) {
  MixedTable table("results");
  for (const StoredResult& result : results.results) {
    const auto plan = plans.of(result);
    if (!plan) return tl::unexpected<Error>(plan.error());
    table.add_row();
    table.add({"serial", "serial"}, result.serial);
    add_origin(table, result, Format::kJson);
    table.add({"session", "session"}, result.session);
    table.add({"plan", "plan"}, to_hex(result.plan_hash));
    table.add({"input_digest", "input digest"}, to_hex(result.digest));
    const Answer answer = answer_of(**plan, result.logits);
    table.add({"outcome", "outcome"}, to_text(**plan, answer));
    const std::vector<Column> columns = answer_columns(**plan);
    const std::vector<Cell> cells = answer_cells(**plan, answer);
    for (std::size_t i = 0; i < columns.size(); ++i) table.add(columns[i], cells[i]);
    if ((*plan)->output == Output::kLabel || result.logits.size() > kMostLogits) continue;
    table.add({"scale", "scale"}, static_cast<std::int64_t>((*plan)->output_scale()));
    for (std::size_t i = 0; i < result.logits.size(); ++i) {
      const std::string number = std::to_string(i);
      table.add({"logit_" + number, "logit " + number}, result.logits[i]);
    }
  }
  return table.take();
}

std::vector<Fact> facts_of(const StoredResult& result, const Plan& plan) {
  std::vector<Fact> facts{
      {"record", "record", result.record},
      {"outcome", "outcome", to_text(plan, answer_of(plan, result.logits))},
      {"made_at", "made at", result.made_at},
      {"asker", "asked by", result.asker},
      {"door", "by way of", result.door},
      {"request", "request", result.request},
      {"place", "place in it", static_cast<std::int64_t>(result.place)},
      {"service", "service", result.service},
      {"session", "session", result.session},
      {"input_digest", "input digest", to_hex(result.digest)},
      {"plan", "plan", to_hex(result.plan_hash)},
      {"flights", "flights", result.costs.flights},
      {"bytes_up", "bytes up", result.costs.payload_up},
      {"bytes_down", "bytes down", result.costs.payload_down},
      {"records", "records in the session", static_cast<std::int64_t>(result.records)}};
  const std::vector<Fact> manifest = manifest_facts(plan);
  facts.insert(facts.end(), manifest.begin(), manifest.end());
  return facts;
}

Result<void> show(const StoredResults& results, Plans& plans, Format format) {
  for (const StoredResult& result : results.results) {
    const auto plan = plans.of(result);
    if (!plan) return tl::unexpected<Error>(plan.error());
    Table answer{"answer",
                 answer_columns(**plan),
                 {answer_cells(**plan, answer_of(**plan, result.logits))}};
    print(std::cout, facts_of(result, **plan), {std::move(answer)}, format);
  }
  return {};
}

Result<ResultsQuestion> question_of(const ResultsArguments& arguments) {
  ResultsQuestion question;
  question.request = arguments.request;
  question.record = arguments.record;
  question.model = arguments.model;
  question.limit = static_cast<std::uint32_t>(std::min<std::uint64_t>(
      arguments.limit.value_or(arguments.verb == ResultsVerb::kList ? 20 : kMaxListed),
      kMaxListed));
  if (arguments.since.empty()) return question;
  auto since = parse_since(arguments.since, std::chrono::system_clock::now());
  if (!since) return tl::unexpected<Error>(since.error());
  question.since = std::move(*since);
  return question;
}

}  // namespace

Result<void> run(const ResultsArguments& arguments) {
  auto question = question_of(arguments);
  if (!question) return tl::unexpected<Error>(question.error());
  auto book = arguments.socket.empty()
                  ? ResultBook::open(arguments.config, passphrase_at_terminal())
                  : ResultBook::over(arguments.socket);
  if (!book) return tl::unexpected<Error>(book.error());
  auto results = (*book)->results(*question);
  if (!results) return tl::unexpected<Error>(results.error());
  Plans plans(**book);
  if (arguments.verb == ResultsVerb::kShow) {
    if (arguments.place) {
      std::erase_if(results->results, [&](const StoredResult& result) {
        return result.place != *arguments.place;
      });
    }
    if (results->results.empty()) {
      return fail(ErrorCode::kBadInput, "no result is kept of that",
                  "see what there is: medisc results list");
    }
    return show(*results, plans, arguments.format);
  }
  auto table = arguments.verb == ResultsVerb::kList ? listed(*results, plans, arguments.format)
                                                    : exported(*results, plans);
  if (!table) return tl::unexpected<Error>(table.error());
  print(std::cout, {std::move(*table)}, arguments.format);
  return {};
}

}  // namespace medisc
