/// Where a model's manifest comes from; what comes later wins:
///
///   1. the ONNX file: inputs, their shapes, what the network ends in, class names, metadata
///      (name, version, task, labels, feature_names, unit, threshold)
///   2. a model.toml: the one that is named, or STEM.toml or model.toml beside STEM.onnx
///   3. the names in the header of a file of ranges
///   4. the service's configuration, or the command line
///
/// What nobody declares is the plainest that fits. One result is binary where the file ends in
/// a sigmoid or there are two labels, and a number otherwise. Of several, a file's sigmoids
/// are findings, a regressor's results numbers, all else classes. A result of several axes is a
/// map where the file tells which of them has the classes; else its elements are numbers.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "compiler/network.hpp"
#include "compiler/public_normalisation.hpp"
#include "config/declared_manifest.hpp"
#include "error/error.hpp"
#include "plan/manifest.hpp"

namespace medisc {

/// What is declared besides the ONNX file.
struct ManifestSources {
  std::filesystem::path network{};                ///< the ONNX file
  std::optional<std::filesystem::path> file{};    ///< a model.toml; none: beside the network
  std::optional<std::filesystem::path> ranges{};  ///< CSV whose header names the features
  DeclaredManifest declared{};                    ///< configuration or command line
  std::string name{};                             ///< where nothing else says one
};

/// The model.toml beside a network; none where there is none. Errors: kUsage where model.toml
/// stands beside several networks, so that nobody knows whose it is.
Result<std::optional<std::filesystem::path>> manifest_beside(
    const std::filesystem::path& network);

/// The layout that its model.toml declares for results: the importer needs it. Errors: those of
/// finding and reading the file.
Result<std::optional<Layout>> declared_result_layout(const ManifestSources& sources);

/// The manifest of `network`, complete but for ranges that nothing declares. Errors: kUsage for
/// a model.toml as load_declared_manifest has them; kBadInput, naming who declares it, for what
/// does not fit the network.
Result<Manifest> compose_manifest(const Network& network, const ManifestSources& sources);

/// The same from the ONNX file alone, whatever stands beside it.
Result<Manifest> manifest_of_file_alone(const Network& network, const std::string& name);

/// The manifest's ranges as the network sees them: the largest magnitude of each element after
/// preprocessing and normalisation, 1 for one that is always 0; one alone where all are equal.
/// Empty where a part has no range.
std::vector<double> magnitudes_of(const Manifest& manifest,
                                  const PublicNormalisation& normalisation);

/// The reverse: each part's range becomes what keeps its elements within [-r, r] there.
/// `magnitudes`: one for all, or one an element.
void set_ranges(Manifest& manifest, const PublicNormalisation& normalisation,
                const std::vector<double>& magnitudes);

/// The only value that an element may have, as the network sees it, of flat parts whose least
/// value is their largest; empty where a part has no range.
std::vector<std::optional<double>> fixed_of(const Manifest& manifest,
                                            const PublicNormalisation& normalisation);

/// Elements that are fixed in `before` are so in `manifest`, whose parts are the same.
void keep_fixed(Manifest& manifest, const Manifest& before);

/// How to declare a single number that may be more: for a manifest that took it for a number
/// because nothing says what it is. Empty otherwise.
std::string undeclared_hint(const Manifest& manifest);

}  // namespace medisc
