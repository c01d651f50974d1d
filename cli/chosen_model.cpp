#include "cli/chosen_model.hpp"

#include "cli/passphrase.hpp"

namespace medisc {

PlanOptions plan_options(const ModelArguments& arguments) {
  PlanOptions options;
  options.ranges = {kDefaultRange};
  options.ring_bits = arguments.ring_bits;
  options.full_width = arguments.full_width;
  options.margin_bits = arguments.margin_bits;
  options.output = arguments.output;
  options.input_bits = arguments.input_bits;
  options.activation_bits = arguments.activation_bits;
  options.weight_bits = arguments.weight_bits;
  return options;
}

ModelFiles model_files(const ModelArguments& arguments) {
  ModelFiles files;
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
  return LocalModel::open(model_files(compilation), plan_options(compilation));
}

Result<NamedModel> load_model(const ModelArguments& arguments) {
  if (!arguments.config.file.empty()) {
    return load_configured_model(arguments.config, arguments.model, passphrase_at_terminal());
  }
  if (arguments.file.empty()) {
    return fail(ErrorCode::kUsage, "there is no model to work on",
                "give an ONNX file, or --config with a service's configuration");
  }
  auto compiled = load_model(model_files(arguments), plan_options(arguments));
  if (!compiled) return tl::unexpected<Error>(compiled.error());
  return NamedModel{arguments.file, std::move(*compiled), !arguments.calibration.empty()};
}

}  // namespace medisc
