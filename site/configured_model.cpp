#include "site/configured_model.hpp"

#include "compiler/weights_tag.hpp"
#include "ring/derivation.hpp"
#include "site/import_options.hpp"
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

Result<ModelFiles> files_of(const ModelConfig& model) {
  auto import = import_options(model.output_name, model.input_shapes);
  if (!import) return tl::unexpected<Error>(import.error());
  ModelFiles files;
  files.import = std::move(*import);
  files.samples = model.samples;
  files.any_fidelity = model.any_fidelity;
  files.borrows = model.borrows;
  files.network = model.file;
  files.calibration = model.calibration;
  files.public_normalisation = model.public_normalisation;
  files.manifest = model.manifest;
  files.declared = model.declared;
  files.name = model.name;
  if (model.version != 0) files.declared.version = std::to_string(model.version);
  if (const auto* range = std::get_if<std::vector<double>>(&model.input_range)) {
    files.range = *range;
  } else {
    files.ranges = std::get<std::filesystem::path>(model.input_range);
  }
  return files;
}

/// Nobody can encode a record whose features may be anything.
Result<void> expect_ranges(const ModelFiles& files, const Manifest& manifest) {
  if (files.ranges || !files.range.empty()) return {};
  for (const RecordPart& part : manifest.parts) {
    if (!part.least.empty()) continue;
    return fail(
        ErrorCode::kUsage,
        files.declared.from + ": nothing says which values input '" + part.name + "' may have",
        "give input_range, or least and largest in a model.toml: medisc model init "
        "proposes them from samples");
  }
  return {};
}

}  // namespace

Result<CompiledModel> compile_model(const ModelConfig& model, const Seed& key,
                                    bool price_ranges) {
  PlanOptions options;
  options.ring_bits = model.ring_bits.value_or(options.ring_bits);
  options.widen_ring = !model.ring_bits;
  options.full_width = model.full_width;
  options.tag_key = tag_key(key);
  options.margin_bits = model.margin_bits.value_or(options.margin_bits);
  options.input_bits = model.input_bits;
  options.activation_bits = model.activation_bits;
  options.weight_bits = model.weight_bits;
  if (model.label_only) options.output = Output::kLabel;
  auto named = files_of(model);
  if (!named) return tl::unexpected<Error>(named.error());
  ModelFiles& files = *named;
  files.price_ranges = price_ranges;
  const auto read = read_network(files);
  if (!read) return tl::unexpected<Error>(read.error());
  auto manifest = manifest_of(files, read->network);
  if (!manifest) return tl::unexpected<Error>(manifest.error());
  if (auto known = expect_ranges(files, *manifest); !known) {
    return tl::unexpected<Error>(known.error());
  }
  options.manifest = std::move(*manifest);
  return compile_network(files, *read, std::move(options));
}

CompiledModel tagged_model(CompiledModel model, const Seed& key) {
  model.plan.weights_tag = tag_of(model.weights, tag_key(key));
  return model;
}

Result<NamedModel> load_configured_model(const ConfigSource& service, const std::string& name,
                                         const AskPassphrase& ask, bool price_ranges) {
  const auto config = load_service_config(service);
  if (!config) return tl::unexpected<Error>(config.error());
  const ModelConfig* const model = find_model(*config, name);
  if (model == nullptr) {
    return fail(ErrorCode::kUsage, service.file + ": there is no model named '" + name + "'",
                "give --model with a name from [[models]]");
  }
  const auto seed = read_key_file(config->key, ask);
  if (!seed) return tl::unexpected<Error>(seed.error());
  auto compiled = compile_model(*model, *seed, price_ranges);
  if (!compiled) return tl::unexpected<Error>(compiled.error());
  return NamedModel{model->name, std::move(*compiled), model->calibration.has_value()};
}

}  // namespace medisc
