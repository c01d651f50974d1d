/// From a network's file to its plan and weights.
#pragma once

#include <filesystem>
#include <optional>

#include "compiler/compilable.hpp"
#include "compiler/planner.hpp"
#include "error/error.hpp"

namespace medisc {

/// What a plan is made of, besides options that are independent of the network.
struct ModelFiles {
  std::filesystem::path network{};                     ///< ONNX
  std::optional<std::filesystem::path> ranges{};       ///< CSV: the largest |x| of each feature
  std::optional<std::filesystem::path> calibration{};  ///< sample records, CSV or NPY
  bool public_normalisation = false;  ///< its input's normalisation is a step at the hospital
};

/// The network, without its input's normalisation where that is to be a public step. Errors:
/// those of import_onnx.
Result<NormalisedNetwork> read_network(const ModelFiles& files);

/// Compiles it. What the files say of ranges, calibration and normalisation stands above
/// `options`. Errors: kBadInput for a file of ranges or samples; those of compile, with the
/// network's file.
Result<CompiledModel> compile_network(const ModelFiles& files, const NormalisedNetwork& read,
                                      PlanOptions options);

/// Both.
Result<CompiledModel> load_model(const ModelFiles& files, PlanOptions options = {});

}  // namespace medisc
