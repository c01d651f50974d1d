/// From a network's file to its plan and weights.
#pragma once

#include <filesystem>
#include <optional>

#include "compiler/compilable.hpp"
#include "compiler/planner.hpp"
#include "compiler/precision.hpp"
#include "config/declared_manifest.hpp"
#include "error/error.hpp"
#include "import/onnx.hpp"
#include "protocol/choose_borrows.hpp"
#include "records/record_table.hpp"

namespace medisc {

/// What a plan is made of, besides options that are independent of the network.
struct ModelFiles {
  std::filesystem::path network{};                ///< ONNX
  std::optional<std::filesystem::path> ranges{};  ///< CSV: the largest |x| of each feature
  /// The largest |x| of every feature, or the least and the largest: above `ranges`.
  std::vector<double> range{};
  std::optional<std::filesystem::path> manifest{};  ///< a model.toml; none: beside the network
  DeclaredManifest declared{};                      ///< what stands above that file
  std::string name{};                               ///< of the model, where nothing says one
  std::optional<std::filesystem::path> samples{};   ///< records to measure fidelity on
  std::optional<std::filesystem::path> calibration{};  ///< records that bound the widths, too
  bool public_normalisation = false;  ///< its input's normalisation is a step at the hospital
  /// A plan that misses the bound of fidelity is made all the same.
  bool any_fidelity = false;
  BorrowOptions borrows{};  ///< how it compares
  /// Where ranges are far wider than samples reach, it is measured what that costs: the model
  /// is compiled twice then.
  bool price_ranges = false;
  ImportOptions import{};
  PlanningProgress progress{};  ///< hears of planning, which takes long for large networks
};

/// The network, without its input's normalisation where that is to be a public step. Errors:
/// those of import_onnx.
Result<NormalisedNetwork> read_network(const ModelFiles& files);

/// The manifest that the files give (site/model_manifest.hpp), without ranges that nothing but
/// `ranges` and `range` says. Errors: those of compose_manifest.
Result<Manifest> manifest_of(const ModelFiles& files, const Network& network);

/// Compiles it. What the files say of ranges, calibration and normalisation stands above
/// `options`, whose manifest is theirs, too, unless there is one. The ranges are those of
/// `range`, or else `ranges`, or else of the manifest, or else of `options`. Errors: kBadInput
/// for a file of ranges or samples; kFidelity where the plan misses the bound
/// (compiler/fidelity.hpp), unless any will do; those of manifest_of; those of compile, with
/// the network's file.
Result<CompiledModel> compile_network(const ModelFiles& files, const NormalisedNetwork& read,
                                      PlanOptions options);

/// The same where the options' manifest and ranges are settled, and agree. `seen`: samples as
/// the network sees them, where no file has any.
Result<CompiledModel> compile_settled(const ModelFiles& files, const NormalisedNetwork& read,
                                      PlanOptions options, std::vector<double> seen = {});

/// The samples of a file, as they come; those out of range stay.
Result<RecordTable> sample_table(const std::filesystem::path& file, const Manifest& manifest);

/// The samples of a file as the network sees them.
Result<std::vector<double>> read_samples(const std::filesystem::path& file,
                                         const NormalisedNetwork& read,
                                         const Manifest& manifest);

/// Records, row major, preprocessed one by one.
std::vector<double> preprocessed_rows(const Manifest& manifest, std::vector<double> records);

/// Both.
Result<CompiledModel> load_model(const ModelFiles& files, PlanOptions options = {});

}  // namespace medisc
