#include "cli/evaluation_inputs.hpp"

#include <algorithm>
#include <cmath>

#include "cli/loading.hpp"
#include "cli/progress.hpp"
#include "cli/results.hpp"
#include "import/onnx.hpp"
#include "model/network.hpp"
#include "model/public_normalisation.hpp"
#include "model/reference.hpp"
#include "records/ranges.hpp"

namespace medisc {
namespace {

bool is_image(const Network& network) {
  return std::any_of(network.layers.begin(), network.layers.end(), [](const Layer& layer) {
    return std::holds_alternative<Conv>(layer.op) ||
           std::holds_alternative<SumPool>(layer.op) ||
           std::holds_alternative<MaxPool>(layer.op);
  });
}

/// The largest |x| of each of `groups` columns, taken in turns; 1 for one that is always 0.
std::vector<double> largest_magnitudes(const std::vector<double>& values, std::size_t groups) {
  std::vector<double> largest(groups, 0.0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    double& seen = largest[i % groups];
    seen = std::max(seen, std::abs(values[i]));
  }
  std::replace(largest.begin(), largest.end(), 0.0, 1.0);
  return largest;
}

Result<void> choose_ranges(const EvaluateArguments& arguments, const Network& network,
                           const std::vector<double>& records, EvaluationInputs& inputs) {
  if (arguments.range) {
    inputs.ranges = {*arguments.range};
    inputs.ranges_from = "--range";
  } else if (!arguments.compilation.ranges.empty()) {
    auto read = read_ranges(arguments.compilation.ranges, network.features);
    if (!read) return tl::unexpected<Error>(read.error());
    inputs.ranges = std::move(*read);
    inputs.ranges_from = arguments.compilation.ranges;
  } else if (is_image(network)) {
    inputs.ranges = largest_magnitudes(records, 1);
    inputs.ranges_from = "the records, one for the whole image";
  } else {
    inputs.ranges = largest_magnitudes(records, network.features);
    inputs.ranges_from = "the records, one a feature";
  }
  return {};
}

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
  if (auto chosen = choose_ranges(arguments, network, records, inputs); !chosen) {
    return tl::unexpected<Error>(chosen.error());
  }
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
