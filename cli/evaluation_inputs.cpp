#include "cli/evaluation_inputs.hpp"

#include "cli/chosen_model.hpp"
#include "cli/notes.hpp"
#include "cli/progress.hpp"
#include "compiler/network.hpp"
#include "plan/reference.hpp"
#include "site/encoded_records.hpp"
#include "site/network_facts.hpp"
#include "site/sample_doubts.hpp"

namespace medisc {
namespace {

/// Logits of a map as the file has them, and as the plan has them: classes first.
void put_classes_first(const NetworkFacts& facts, std::vector<std::vector<double>>& logits) {
  if (facts.class_axis.value_or(0) == 0) return;
  for (std::vector<double>& row : logits) row = with_classes_first(facts, row);
}

Result<void> run_in_plaintext(std::span<const double> seen, EvaluationInputs& inputs,
                              const std::function<Result<void>()>& check) {
  const Network& network = inputs.model.network();
  const CompiledModel& compiled = inputs.model.compiled;
  ProgressLine progress("evaluating in plaintext", "records", inputs.set.size());
  const bool float_logits = inputs.set.logits.empty();
  for (std::size_t i = 0; i < inputs.set.size(); ++i) {
    if (auto go_on = check(); !go_on) return go_on;
    inputs.references.push_back(reference(compiled.plan, compiled.weights, inputs.encoded[i]));
    if (float_logits) {
      const auto record = seen.subspan(i * network.features, network.features);
      inputs.set.logits.push_back(evaluate(network, record));
    }
    progress.show(i + 1);
  }
  return {};
}

}  // namespace

Result<EvaluationInputs> load_evaluation_inputs(const EvaluateArguments& arguments,
                                                const std::function<Result<void>()>& check) {
  auto model = open_local_model(arguments.model, arguments.compilation);
  if (!model) return tl::unexpected<Error>(model.error());
  const Network& network = model->network();
  auto set = load_test_set(
      {arguments.records, arguments.labels, arguments.logits, model->manifest,
       network.outputs(), arguments.reading},
      truth_form(model->manifest.outcome.task, model->manifest, network.outputs()),
      arguments.limit);
  if (!set) return tl::unexpected<Error>(set.error());
  put_classes_first(network.facts, set->logits);
  if (auto compiled = model->compile_for(arguments.range, set->table.values, arguments.records);
      !compiled) {
    return tl::unexpected<Error>(compiled.error());
  }
  auto encoded =
      encode_rows(arguments.records, set->table, model->compiled.plan, {0, set->size()});
  if (!encoded) return tl::unexpected<Error>(encoded.error());
  std::vector<std::string>& warnings = model->compiled.warnings;
  // Measured on the very records that are evaluated, however few or alike.
  if (arguments.compilation.samples.empty()) warnings.clear();
  for (std::string& doubt : record_doubts(model->compiled, *encoded, set->table.ids)) {
    warnings.push_back(std::move(doubt));
  }
  print_warnings(warnings);
  EvaluationInputs inputs{std::move(*model), std::move(*set), std::move(*encoded), {}};
  const std::vector<double> seen = inputs.model.as_seen(inputs.set.table.values);
  if (auto run = run_in_plaintext(seen, inputs, check); !run) {
    return tl::unexpected<Error>(run.error());
  }
  return inputs;
}

}  // namespace medisc
