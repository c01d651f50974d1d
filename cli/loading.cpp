#include "cli/loading.hpp"

#include <algorithm>

#include "cli/passphrase.hpp"
#include "compiler/calibration.hpp"
#include "compiler/weights_tag.hpp"
#include "import/onnx.hpp"
#include "records/ranges.hpp"
#include "records/records.hpp"
#include "ring/derivation.hpp"

namespace medisc {
namespace {

Result<CompiledModel> compile_files(const ModelFiles& files, PlanOptions options) {
  const auto read = read_network(files);
  if (!read) return tl::unexpected<Error>(read.error());
  return compile_network(files, *read, std::move(options));
}

/// The tag's key, derived from the service's own: nobody else can test a guess of the weights
/// against the plan.
Seed tag_key(const Seed& service_key) {
  return derived_seed(service_key, Purpose::kWeightsTag);
}

const ModelConfig* find_model(const ServiceConfig& config, const std::string& name) {
  for (const ModelConfig& model : config.models) {
    if (model.name == name || (name.empty() && config.models.size() == 1)) return &model;
  }
  return nullptr;
}

Result<NamedModel> load_configured(const ModelArguments& arguments) {
  const auto config = load_service_config(arguments.config);
  if (!config) return tl::unexpected<Error>(config.error());
  const ModelConfig* const model = find_model(*config, arguments.model);
  if (model == nullptr) {
    return fail(ErrorCode::kUsage,
                arguments.config.file + ": there is no model named '" + arguments.model + "'",
                "give --model with a name from [[models]]");
  }
  const auto seed = load_seed(config->key);
  if (!seed) return tl::unexpected<Error>(seed.error());
  auto compiled = compile_model(*model, *seed);
  if (!compiled) return tl::unexpected<Error>(compiled.error());
  return NamedModel{model->name, std::move(*compiled), model->calibration.has_value()};
}

}  // namespace

Result<Seed> load_seed(const KeyFile& key) {
  return read_key_file(key, has_terminal() ? ask_passphrase : AskPassphrase());
}

Result<std::shared_ptr<const Identity>> identity_of(const Seed& seed) {
  auto identity = Identity::from_seed(seed);
  if (!identity) return tl::unexpected<Error>(identity.error());
  return std::make_shared<const Identity>(std::move(*identity));
}

Result<std::shared_ptr<const Identity>> load_identity(const KeyFile& key) {
  const auto seed = load_seed(key);
  if (!seed) return tl::unexpected<Error>(seed.error());
  return identity_of(*seed);
}

Result<CompiledModel> compile_model(const ModelConfig& model, const Seed& key) {
  PlanOptions options;
  options.ring_bits = model.ring_bits;
  options.full_width = model.full_width;
  options.labels = model.labels;
  options.tag_key = tag_key(key);
  options.margin_bits = model.margin_bits.value_or(options.margin_bits);
  options.input_bits = model.input_bits;
  options.activation_bits = model.activation_bits;
  options.weight_bits = model.weight_bits;
  if (model.label_only) options.output = Output::kLabel;
  ModelFiles files{model.file, std::nullopt, model.calibration, model.public_normalisation};
  if (const auto* range = std::get_if<double>(&model.input_range)) {
    options.ranges = {*range};
  } else {
    files.ranges = std::get<std::filesystem::path>(model.input_range);
  }
  return compile_files(files, std::move(options));
}

Result<CompiledModel> tagged_model(CompiledModel model, const Seed& key) {
  model.plan.weights_tag = tag_of(model.weights, tag_key(key));
  return model;
}

Result<NormalisedNetwork> read_network(const ModelFiles& files) {
  auto as_read = import_onnx(files.network);
  if (!as_read) return tl::unexpected<Error>(as_read.error());
  const std::string name = files.network.string();
  if (files.public_normalisation) return compilable_on_normalised(std::move(*as_read), name);
  auto network = compilable(*as_read, name);
  if (!network) return tl::unexpected<Error>(network.error());
  return NormalisedNetwork{std::move(*network), {}};
}

Result<CompiledModel> compile_network(const ModelFiles& files, const NormalisedNetwork& read,
                                      PlanOptions options) {
  const Network& network = read.network;
  if (files.ranges) {
    auto ranges = read_ranges(*files.ranges);
    if (!ranges) return tl::unexpected<Error>(ranges.error());
    options.ranges = std::move(*ranges);
  }
  if (files.calibration) {
    auto samples = read_records(*files.calibration, network.features);
    if (!samples) return tl::unexpected<Error>(samples.error());
    if (files.public_normalisation) {
      normalise(read.normalisation, network.features, samples->values);
    }
    options.observed = observe(network, samples->values);
  }
  options.centre = read.normalisation.centre;
  options.factor = read.normalisation.factor;
  auto compiled = compile(network, options);
  if (!compiled) {
    Error error = compiled.error();
    error.context = files.network.string() + ": " + error.context;
    return tl::unexpected<Error>(error);
  }
  return compiled;
}

PlanOptions plan_options(const ModelArguments& arguments) {
  PlanOptions options;
  options.ring_bits = arguments.ring_bits;
  options.ranges = {arguments.range};
  options.full_width = arguments.full_width;
  options.labels = arguments.labels;
  options.margin_bits = arguments.margin_bits;
  options.output = arguments.output;
  options.input_bits = arguments.input_bits;
  options.activation_bits = arguments.activation_bits;
  options.weight_bits = arguments.weight_bits;
  return options;
}

ModelFiles model_files(const ModelArguments& arguments) {
  ModelFiles files{arguments.file, std::nullopt, std::nullopt, arguments.public_normalisation};
  if (!arguments.ranges.empty()) files.ranges = arguments.ranges;
  if (!arguments.calibration.empty()) files.calibration = arguments.calibration;
  return files;
}

Result<NamedModel> load_model(const ModelArguments& arguments) {
  if (!arguments.config.file.empty()) return load_configured(arguments);
  if (arguments.file.empty()) {
    return fail(ErrorCode::kUsage, "there is no model to work on",
                "give an ONNX file, or --config with a service's configuration");
  }
  auto compiled = compile_files(model_files(arguments), plan_options(arguments));
  if (!compiled) return tl::unexpected<Error>(compiled.error());
  return NamedModel{arguments.file, std::move(*compiled), !arguments.calibration.empty()};
}

}  // namespace medisc
