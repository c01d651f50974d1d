/// The model that a command line names: a file with options, or a service's configuration.
#pragma once

#include "cli/arguments.hpp"
#include "site/configured_model.hpp"
#include "site/local_model.hpp"

namespace medisc {

/// What its words say of files and options.
Result<ModelFiles> model_files(const ModelArguments& arguments);
PlanOptions plan_options(const ModelArguments& arguments);

/// The ONNX file `file`, to be compiled in that way. Errors: those of LocalModel::open.
Result<LocalModel> open_local_model(const std::string& file, ModelArguments compilation);

/// Compiles it; asks at the terminal for a passphrase that no file holds.
Result<NamedModel> load_model(const ModelArguments& arguments);

}  // namespace medisc
