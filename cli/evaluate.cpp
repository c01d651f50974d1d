#include <algorithm>
#include <cmath>
#include <iostream>

#include "cli/answer_table.hpp"
#include "cli/evaluations.hpp"
#include "cli/notes.hpp"
#include "cli/verbs.hpp"

namespace medisc {
namespace {

tl::unexpected<Error> unusable(const std::string& option, const std::string& with) {
  return fail(ErrorCode::kUsage, option + " has no use " + with, "see: medisc evaluate --help");
}

Result<void> check_options(const EvaluateArguments& arguments) {
  const int places = (arguments.config.file.empty() ? 0 : 1) + (arguments.local ? 1 : 0) +
                     (arguments.simulate ? 1 : 0);
  if (places != 1) {
    return fail(ErrorCode::kUsage, "evaluate wants one place to run at",
                "give --config hospital.toml, --local or --simulate");
  }
  if (arguments.place() == EvaluationPlace::kSite) {
    if (arguments.range || !arguments.compilation.ranges.empty()) {
      return unusable("a range", "with --config: the service has compiled the model");
    }
    return {};
  }
  const std::string here = arguments.local ? "with --local" : "with --simulate";
  if (!arguments.service.empty()) return unusable("--service", here);
  if (!arguments.state.empty()) return unusable("--state", here);
  if (!arguments.expect.empty()) return unusable("--expect", here + ": the reference is run");
  return {};
}

std::string ranges_text(const LocalModel& model) {
  switch (model.ranges.from) {
    case RangesFrom::kCaller:
      return "--range";
    case RangesFrom::kManifest:
      return "the model's manifest";
    case RangesFrom::kFile:
      return model.files.ranges->string();
    case RangesFrom::kRecordsAsImage:
      return "the records, one for the whole image";
    case RangesFrom::kRecords:
      return "the records, one a feature";
  }
  return "";
}

}  // namespace

std::vector<RecordOutcome> outcomes_of(std::span<const Diagnosis> session) {
  std::vector<RecordOutcome> outcomes;
  const auto records = static_cast<double>(session.size());
  for (const Diagnosis& diagnosis : session) {
    const SessionCosts& costs = diagnosis.costs;
    outcomes.push_back({diagnosis.logits, static_cast<double>(costs.online_us) / 1000 / records,
                        static_cast<double>(costs.payload_up) / records,
                        static_cast<double>(costs.payload_down) / records, costs.flights});
  }
  return outcomes;
}

Result<void> report(const EvaluateArguments& arguments, const Evaluation& evaluation,
                    const std::string& place, std::vector<Fact> more) {
  std::vector<Fact> facts{
      {"place", "evaluated", place},
      {"model", "model", arguments.model},
      {"batch", "records a session, at most", static_cast<std::int64_t>(arguments.batch)}};
  for (Fact& fact : manifest_facts(evaluation.plan)) {
    if (fact.key != "model") facts.push_back(std::move(fact));
  }
  const std::vector<Fact> summary = evaluation_facts(evaluation);
  facts.insert(facts.end(), summary.begin(), summary.end());
  facts.insert(facts.end(), more.begin(), more.end());
  std::vector<Table> tables;
  if (arguments.format != Format::kCsv) {
    tables = evaluation_tables(evaluation);
  } else {  // one row, without the tables
    for (const BadRow& bad : evaluation.set.bad) print_notes({render(bad.error)});
  }
  print(std::cout, facts, tables, arguments.format);
  const auto exact = exact_records(evaluation);
  if (exact && *exact < evaluation.outcomes.size()) {
    return fail(ErrorCode::kInternal, std::to_string(evaluation.outcomes.size() - *exact) +
                                          " of " + std::to_string(evaluation.outcomes.size()) +
                                          " results differ from the reference");
  }
  return {};
}

std::vector<Fact> plan_facts(const LocalModel& model) {
  const Plan& plan = model.compiled.plan;
  std::string capped;
  for (const Cap& cap : model.compiled.caps) capped += (capped.empty() ? "" : ", ") + cap.layer;
  const auto [least, most] =
      std::minmax_element(plan.input.range_log2.begin(), plan.input.range_log2.end());
  return {{"capped_layers", "ReLUs capped to fit the ring", capped.empty() ? Cell{} : capped},
          {"ranges_from", "ranges of the features from", ranges_text(model)},
          {"range_smallest", "smallest range, |x|", std::ldexp(1.0, *least)},
          {"range_largest", "largest range, |x|", std::ldexp(1.0, *most)},
          warnings_fact(model.compiled.warnings)};
}

Result<void> run(const EvaluateArguments& arguments) {
  if (auto usable = check_options(arguments); !usable) return usable;
  switch (arguments.place()) {
    case EvaluationPlace::kSite:
      return evaluate_at_site(arguments);
    case EvaluationPlace::kLocal:
      return evaluate_locally(arguments);
    case EvaluationPlace::kSimulated:
      return evaluate_simulated(arguments);
  }
  return fail(ErrorCode::kInternal, "unknown place");
}

}  // namespace medisc
