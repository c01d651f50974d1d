#include "cli/chosen_model.hpp"

#include <memory>
#include <optional>

#include "cli/passphrase.hpp"
#include "cli/progress.hpp"
#include "site/import_options.hpp"
#include "site/sample_doubts.hpp"

namespace medisc {

PlanOptions plan_options(const ModelArguments& arguments) {
  PlanOptions options;
  options.ranges = {kDefaultRange};
  options.ring_bits = arguments.ring_bits.value_or(options.ring_bits);
  options.widen_ring = !arguments.ring_bits;
  options.full_width = arguments.full_width;
  options.margin_bits = arguments.margin_bits;
  options.output = arguments.output;
  options.input_bits = arguments.input_bits;
  options.activation_bits = arguments.activation_bits;
  options.weight_bits = arguments.weight_bits;
  return options;
}

namespace {

/// On standard error, where planning takes long.
PlanningProgress planning_line() {
  const auto line = std::make_shared<std::optional<ProgressLine>>();
  return [line](std::size_t tried) {
    if (tried == 0) return line->reset();
    if (!*line) line->emplace("planning", "plans", kMostPlansTried);
    (*line)->show(tried);
  };
}

}  // namespace

Result<ModelFiles> model_files(const ModelArguments& arguments) {
  auto import = import_options(arguments.output_name, arguments.input_shapes);
  if (!import) return tl::unexpected<Error>(import.error());
  ModelFiles files;
  files.progress = planning_line();
  files.import = std::move(*import);
  if (!arguments.samples.empty()) files.samples = arguments.samples;
  files.any_fidelity = arguments.any_fidelity;
  files.borrows = arguments.borrows;
  files.price_ranges = arguments.price_ranges;
  files.network = arguments.file;
  files.public_normalisation = arguments.public_normalisation;
  if (arguments.range) files.range = {*arguments.range};
  if (!arguments.manifest.empty()) files.manifest = arguments.manifest;
  files.declared.from = "the command line";
  files.declared.labels = arguments.labels;
  files.declared.task = task_named(arguments.task);
  files.declared.thresholds = arguments.thresholds;
  if (!arguments.unit.empty()) files.declared.unit = arguments.unit;
  if (!arguments.ranges.empty()) files.ranges = arguments.ranges;
  if (!arguments.calibration.empty()) files.calibration = arguments.calibration;
  return files;
}

Result<LocalModel> open_local_model(const std::string& file, ModelArguments compilation) {
  compilation.file = file;
  auto files = model_files(compilation);
  if (!files) return tl::unexpected<Error>(files.error());
  return LocalModel::open(std::move(*files), plan_options(compilation));
}

namespace {

/// Where nothing else says how large features may be, samples do.
Result<NamedModel> load_for_samples(const ModelArguments& arguments) {
  ModelArguments without = arguments;
  without.samples.clear();
  auto model = open_local_model(arguments.file, without);
  if (!model) return tl::unexpected<Error>(model.error());
  auto samples = sample_table(arguments.samples, model->manifest);
  if (!samples) return tl::unexpected<Error>(samples.error());
  const std::size_t features = model->network().features;
  if (auto differ = expect_different(samples->values, features); !differ) {
    return fail(differ.error().code, arguments.samples + ": " + differ.error().context,
                differ.error().hint);
  }
  if (auto compiled =
          model->compile_for(std::nullopt, std::move(samples->values), arguments.samples);
      !compiled) {
    return tl::unexpected<Error>(compiled.error());
  }
  return NamedModel{arguments.file, std::move(model->compiled), !arguments.calibration.empty()};
}

}  // namespace

Result<NamedModel> load_model(const ModelArguments& arguments) {
  if (!arguments.config.file.empty()) {
    return load_configured_model(arguments.config, arguments.model, passphrase_at_terminal(),
                                 arguments.price_ranges);
  }
  if (arguments.file.empty()) {
    return fail(ErrorCode::kUsage, "there is no model to work on",
                "give an ONNX file, or --config with a service's configuration");
  }
  if (!arguments.samples.empty() && !arguments.range && arguments.ranges.empty()) {
    return load_for_samples(arguments);
  }
  const auto files = model_files(arguments);
  if (!files) return tl::unexpected<Error>(files.error());
  auto compiled = load_model(*files, plan_options(arguments));
  if (!compiled) return tl::unexpected<Error>(compiled.error());
  return NamedModel{arguments.file, std::move(*compiled), !arguments.calibration.empty()};
}

}  // namespace medisc
