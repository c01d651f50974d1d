/// The models of a service's configuration, compiled as that service compiles them.
#pragma once

#include <string>

#include "compiler/planner.hpp"
#include "config/key_file.hpp"
#include "config/service_config.hpp"

namespace medisc {

/// Compiles a model under the seed of its service's key; `price_ranges`: as ModelFiles has it.
/// Errors: those of load_model; kUsage
/// where nothing says which values the features may have.
Result<CompiledModel> compile_model(const ModelConfig& model, const Seed& key,
                                    bool price_ranges = false);

/// The same plan as that service compiles: with the weights tag under its key. The tag's key is
/// derived from the service's own: nobody else can test a guess of the weights against the
/// plan.
CompiledModel tagged_model(CompiledModel model, const Seed& key);

struct NamedModel {
  std::string name;
  CompiledModel compiled;
  bool calibrated = false;  ///< its widths are, rather than proven
};

/// The model of this name; where none is given, the only one. Errors: kUsage where there is no
/// such one; those of the configuration, the key and the model.
Result<NamedModel> load_configured_model(const ConfigSource& service, const std::string& name,
                                         const AskPassphrase& ask = nullptr,
                                         bool price_ranges = false);

}  // namespace medisc
