#include "site/configured_model.hpp"

#include "compiler/weights_tag.hpp"
#include "ring/derivation.hpp"
#include "site/model_files.hpp"

namespace medisc {
namespace {

Seed tag_key(const Seed& service_key) {
  return derived_seed(service_key, Purpose::kWeightsTag);
}

const ModelConfig* find_model(const ServiceConfig& config, const std::string& name) {
  for (const ModelConfig& model : config.models) {
    if (model.name == name || (name.empty() && config.models.size() == 1)) return &model;
  }
  return nullptr;
}

}  // namespace

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
  return load_model(files, std::move(options));
}

CompiledModel tagged_model(CompiledModel model, const Seed& key) {
  model.plan.weights_tag = tag_of(model.weights, tag_key(key));
  return model;
}

Result<NamedModel> load_configured_model(const ConfigSource& service, const std::string& name,
                                         const AskPassphrase& ask) {
  const auto config = load_service_config(service);
  if (!config) return tl::unexpected<Error>(config.error());
  const ModelConfig* const model = find_model(*config, name);
  if (model == nullptr) {
    return fail(ErrorCode::kUsage, service.file + ": there is no model named '" + name + "'",
                "give --model with a name from [[models]]");
  }
  const auto seed = read_key_file(config->key, ask);
  if (!seed) return tl::unexpected<Error>(seed.error());
  auto compiled = compile_model(*model, *seed);
  if (!compiled) return tl::unexpected<Error>(compiled.error());
  return NamedModel{model->name, std::move(*compiled), model->calibration.has_value()};
}

}  // namespace medisc
