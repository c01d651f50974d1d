/// From files to what the actors need: keys, models.
#pragma once

#include <filesystem>
#include <memory>

#include "actors/service/service.hpp"
#include "cli/arguments.hpp"
#include "compiler/compilable.hpp"
#include "config/key_file.hpp"
#include "config/service_config.hpp"
#include "messages/identity.hpp"

namespace medisc {

/// The seed in this key file; asks at the terminal for a passphrase that no file holds.
Result<Seed> load_seed(const KeyFile& key);

Result<std::shared_ptr<const Identity>> identity_of(const Seed& seed);
/// The identity whose seed is in this key file.
Result<std::shared_ptr<const Identity>> load_identity(const KeyFile& key);

/// A model of a service's configuration, compiled under the seed of its key.
Result<CompiledModel> compile_model(const ModelConfig& model, const Seed& key);

/// The same plan as that service compiles: with the weights tag under its key.
Result<CompiledModel> tagged_model(CompiledModel model, const Seed& key);

/// What a plan is made of, besides options that are independent of the network.
struct ModelFiles {
  std::filesystem::path network;
  std::optional<std::filesystem::path> ranges;
  std::optional<std::filesystem::path> calibration;
  bool public_normalisation = false;
};

/// What a command line says of a model.
ModelFiles model_files(const ModelArguments& arguments);
PlanOptions plan_options(const ModelArguments& arguments);

/// The network, without its input's normalisation where that is to be a public step.
Result<NormalisedNetwork> read_network(const ModelFiles& files);
/// Compiles it with the files' ranges and calibration, where there are such.
Result<CompiledModel> compile_network(const ModelFiles& files, const NormalisedNetwork& read,
                                      PlanOptions options);

/// A compiled model and its name, from a command line.
struct NamedModel {
  std::string name;
  CompiledModel compiled;
  bool calibrated = false;  ///< its widths are, rather than proven
};
Result<NamedModel> load_model(const ModelArguments& arguments);

}  // namespace medisc
