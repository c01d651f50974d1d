#include "site/model_files.hpp"

#include <algorithm>

#include "compiler/calibration.hpp"
#include "compiler/fixed_features.hpp"
#include "compiler/input_ranges_check.hpp"
#include "compiler/precision.hpp"
#include "import/onnx.hpp"
#include "plan/preprocess.hpp"
#include "records/ranges.hpp"
#include "records/records.hpp"
#include "site/ending_check.hpp"
#include "site/model_manifest.hpp"
#include "site/model_notes.hpp"
#include "site/range_price.hpp"
#include "site/sample_doubts.hpp"
#include "site/sample_records.hpp"

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

/// Names the file of samples in an error that may be about them.
Error of_samples(Error error, const ModelFiles& files) {
  if (error.code == ErrorCode::kBadInput && files.samples) {
    error.context += " (samples: " + files.samples->string() + ")";
  }
  return error;
}

ManifestSources sources_of(const ModelFiles& files) {
  return {files.network, files.manifest, files.ranges, files.declared,
          files.name.empty() ? files.network.stem().string() : files.name};
}

}  // namespace

Result<Manifest> manifest_of(const ModelFiles& files, const Network& network) {
  return compose_manifest(network, sources_of(files));
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
  const auto layout = declared_result_layout(sources_of(files));
  if (!layout) return tl::unexpected<Error>(layout.error());
  ImportOptions import = files.import;
  import.result_layout = *layout;
  auto imported = import_onnx(files.network, import);
  if (!imported) return tl::unexpected<Error>(imported.error());
  const auto as_read = std::make_shared<const Network>(std::move(*imported));
  const std::string name = files.network.string();
  NormalisedNetwork read;
  if (files.public_normalisation) {
    auto normalised = compilable_on_normalised(*as_read, name);
    if (!normalised) return tl::unexpected<Error>(normalised.error());
    read = std::move(*normalised);
  } else {
    auto network = compilable(*as_read, name);
    if (!network) return tl::unexpected<Error>(network.error());
    read.network = std::move(*network);
  }
  read.as_read = as_read;
  return read;
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

Result<RecordTable> sample_table(const std::filesystem::path& file, const Manifest& manifest) {
  ReadOptions options;
  options.labels = false;
  options.out_of_range = OutOfRange::kWarn;
  return read_records(file, manifest, options);
}

Result<std::vector<double>> read_samples(const std::filesystem::path& file,
                                         const NormalisedNetwork& read,
                                         const Manifest& manifest) {
  auto table = sample_table(file, manifest);
  if (!table) return tl::unexpected<Error>(table.error());
  std::vector<double> seen = preprocessed_rows(manifest, std::move(table->values));
  if (!read.normalisation.centre.empty()) {
    normalise(read.normalisation, read.network.features, seen);
  }
  return seen;
}

Result<CompiledModel> compile_settled(const ModelFiles& files, const NormalisedNetwork& read,
                                      PlanOptions options, std::vector<double> seen) {
  const Network network =
      with_fixed(read.network, fixed_of(*options.manifest, read.normalisation));
  const auto in_file = [&](Error error) {
    error.context = files.network.string() + ": " + error.context;
    return tl::unexpected<Error>(std::move(error));
  };
  const auto ends = check_ending(network.facts, options.manifest->outcome, options.output);
  if (!ends) return in_file(ends.error());
  if (files.calibration) {
    auto samples = read_samples(*files.calibration, read, *options.manifest);
    if (!samples) return tl::unexpected<Error>(samples.error());
    options.observed = observe(network, *samples);
    if (!files.samples) seen = std::move(*samples);
  }
  if (files.samples) {
    auto samples = read_samples(*files.samples, read, *options.manifest);
    if (!samples) return tl::unexpected<Error>(samples.error());
    seen = std::move(*samples);
    if (auto differ = expect_different(seen, network.features); !differ) {
      return in_file(of_samples(differ.error(), files));
    }
  }
  options.centre = read.normalisation.centre;
  options.factor = read.normalisation.factor;
  const std::vector<double> narrowed = narrowed_ranges(network, options.ranges, seen);
  if (narrowed != options.ranges) {
    options.ranges = narrowed;
    const Manifest before = *options.manifest;
    set_ranges(*options.manifest, read.normalisation, options.ranges);
    keep_fixed(*options.manifest, before);
  }
  Samples samples = seen.empty() ? drawn_samples(read, *options.manifest)
                                 : measured_samples(read, std::move(seen));
  const MeasuredTask task = measured_task_of(options.manifest->outcome);
  const std::vector<double> ranges = options.ranges;
  auto compiled = compile_measured(network, options, samples, task, files.progress);
  if (files.progress) files.progress(0);
  if (!compiled) return in_file(of_samples(compiled.error(), files));
  compiled->notes = model_notes(network, *options.manifest);
  Fidelity& fidelity = *compiled->fidelity;
  if (auto within = expect_within(fidelity); !within) {
    return in_file(of_samples(within.error(), files));
  }
  compiled->warnings = sample_doubts(network, ranges, fidelity);
  if (files.price_ranges && !fidelity.wide_ranges.empty()) {
    fidelity.within_reach = within_reach(network, std::move(options), std::move(samples), task);
  }
  if (auto close = meets(fidelity, {}); !close && !files.any_fidelity) {
    Error error = close.error();
    if (const std::string wide = wide_ranges_text(*compiled); !wide.empty()) {
      error.context += "; " + wide;
    }
    return in_file(std::move(error));
  }
  choose_borrows(compiled->plan, files.borrows);
  return compiled;
}

Result<CompiledModel> load_model(const ModelFiles& files, PlanOptions options) {
  const auto read = read_network(files);
  if (!read) return tl::unexpected<Error>(read.error());
  return compile_network(files, *read, std::move(options));
}

}  // namespace medisc
