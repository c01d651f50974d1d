#include "cli/evaluation_inputs.hpp"

#include "cli/input_ranges.hpp"
#include "cli/loading.hpp"
#include "cli/progress.hpp"
#include "cli/results.hpp"
#include "import/onnx.hpp"
#include "model/network.hpp"
#include "model/public_normalisation.hpp"
#include "model/reference.hpp"

namespace medisc {
namespace {

Result<void> run_in_plaintext(const Network& network, std::span<const double> records,
                              EvaluationInputs& inputs,
                              const std::function<Result<void>()>& check) {
  ProgressLine progress("evaluating in plaintext", "records", inputs.set.size());
  const bool float_logits = inputs.set.logits.empty();
  for (std::size_t i = 0; i < inputs.set.size(); ++i) {
    if (auto go_on = check(); !go_on) return go_on;
    inputs.references.push_back(
        reference(inputs.model.plan, inputs.model.weights, inputs.encoded[i]));
    if (float_logits) {
      const auto record = records.subspan(i * network.features, network.features);
      inputs.set.logits.push_back(evaluate(network, record));
    }
    progress.show(i + 1);
  }
  return {};
}

}  // namespace

Result<EvaluationInputs> load_evaluation_inputs(const EvaluateArguments& arguments,
                                                const std::function<Result<void>()>& check) {
  ModelArguments compilation = arguments.compilation;
  compilation.file = arguments.model;
  ModelFiles files = model_files(compilation);
  const auto read = read_network(files);
  if (!read) return tl::unexpected<Error>(read.error());
  const Network& network = read->network;
  EvaluationInputs inputs;
  auto set = load_test_set(arguments.records, arguments.labels, arguments.logits,
                           network.features, network.outputs(), arguments.limit);
  if (!set) return tl::unexpected<Error>(set.error());
  inputs.set = std::move(*set);
  std::vector<double> records = inputs.set.table.values;  // as the network sees them
  if (files.public_normalisation) normalise(read->normalisation, network.features, records);
  auto ranges = choose_ranges(arguments.range, compilation.ranges, network, records);
  if (!ranges) return tl::unexpected<Error>(ranges.error());
  inputs.ranges = std::move(ranges->largest);
  inputs.ranges_from = std::move(ranges->from);
  files.ranges.reset();
  PlanOptions options = plan_options(compilation);
  options.ranges = inputs.ranges;
  auto model = compile_network(files, *read, std::move(options));
  if (!model) return tl::unexpected<Error>(model.error());
  inputs.model = std::move(*model);
  auto encoded = encode_rows(arguments.records, inputs.set.table, inputs.model.plan.input,
                             arguments.limit);
  if (!encoded) return tl::unexpected<Error>(encoded.error());
  inputs.encoded = std::move(*encoded);
  if (auto run = run_in_plaintext(network, records, inputs, check); !run) {
    return tl::unexpected<Error>(run.error());
  }
  return inputs;
}

}  // namespace medisc
