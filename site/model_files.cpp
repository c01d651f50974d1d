#include "site/model_files.hpp"

#include <algorithm>

#include "compiler/calibration.hpp"
#include "import/onnx.hpp"
#include "plan/preprocess.hpp"
#include "records/ranges.hpp"
#include "records/records.hpp"
#include "site/model_manifest.hpp"

namespace medisc {
namespace {

/// Ranges and the manifest's, which say the same of a record before and after preprocessing and
/// normalisation.
Result<void> settle_ranges(const ModelFiles& files, const PublicNormalisation& normalisation,
                           PlanOptions& options) {
  Manifest& manifest = *options.manifest;
  if (files.range.size() == 2) {  // of the hospital's values
    for (RecordPart& part : manifest.parts) {
      part.least = {files.range[0]};
      part.largest = {files.range[1]};
    }
  }
  if (files.range.size() == 1) {
    options.ranges = files.range;
  } else if (files.range.empty() && files.ranges) {
    auto ranges = read_ranges(*files.ranges);
    if (!ranges) return tl::unexpected<Error>(ranges.error());
    options.ranges = std::move(*ranges);
  } else if (auto magnitudes = magnitudes_of(manifest, normalisation); !magnitudes.empty()) {
    options.ranges = std::move(magnitudes);
    return {};
  }
  set_ranges(manifest, normalisation, options.ranges);
  return {};
}

}  // namespace

Result<Manifest> manifest_of(const ModelFiles& files, const Network& network) {
  return compose_manifest(network,
                          {files.network, files.manifest, files.ranges, files.declared,
                           files.name.empty() ? files.network.stem().string() : files.name});
}

std::vector<double> preprocessed_rows(const Manifest& manifest, std::vector<double> records) {
  if (manifest.preprocessing.empty()) return records;
  std::size_t columns = 0;
  for (const RecordPart& part : manifest.parts) columns += elements_of(part.shape);
  for (std::size_t at = 0; at + columns <= records.size(); at += columns) {
    const auto first = records.begin() + static_cast<std::ptrdiff_t>(at);
    const auto row =
        preprocessed(manifest, {first, first + static_cast<std::ptrdiff_t>(columns)});
    std::copy(row.begin(), row.end(), first);
  }
  return records;
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
  if (!options.manifest) {
    auto manifest = manifest_of(files, network);
    if (!manifest) return tl::unexpected<Error>(manifest.error());
    options.manifest = std::move(*manifest);
  }
  if (auto settled = settle_ranges(files, read.normalisation, options); !settled) {
    return tl::unexpected<Error>(settled.error());
  }
  return compile_settled(files, read, std::move(options));
}

Result<CompiledModel> compile_settled(const ModelFiles& files, const NormalisedNetwork& read,
                                      PlanOptions options) {
  const Network& network = read.network;
  if (files.calibration) {
    auto samples = read_records(*files.calibration, network.features);
    if (!samples) return tl::unexpected<Error>(samples.error());
    samples->values = preprocessed_rows(*options.manifest, std::move(samples->values));
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

Result<CompiledModel> load_model(const ModelFiles& files, PlanOptions options) {
  const auto read = read_network(files);
  if (!read) return tl::unexpected<Error>(read.error());
  return compile_network(files, *read, std::move(options));
}

}  // namespace medisc
