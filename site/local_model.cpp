#include "site/local_model.hpp"

#include "site/model_manifest.hpp"

namespace medisc {

Result<LocalModel> LocalModel::open(ModelFiles files, PlanOptions options) {
  auto read = read_network(files);
  if (!read) return tl::unexpected<Error>(read.error());
  auto manifest = manifest_of(files, read->network);
  if (!manifest) return tl::unexpected<Error>(manifest.error());
  LocalModel model;
  model.manifest = std::move(*manifest);
  model.files = std::move(files);
  model.options = std::move(options);
  model.read = std::move(*read);
  return model;
}

std::vector<double> LocalModel::as_seen(std::vector<double> records) const {
  records = preprocessed_rows(manifest, std::move(records));
  if (files.public_normalisation) normalise(read.normalisation, network().features, records);
  return records;
}

Result<void> LocalModel::compile_for(std::optional<double> range, std::vector<double> records,
                                     const std::string& source) {
  const std::vector<double> seen = as_seen(records);
  if (!files.samples && !files.calibration) samples = std::move(records);
  std::vector<double> declared = magnitudes_of(manifest, read.normalisation);
  if (!range && !files.ranges && !declared.empty()) {
    ranges = {std::move(declared), RangesFrom::kManifest};
  } else {
    auto chosen = choose_ranges(range, files.ranges, network(), seen);
    if (!chosen) return tl::unexpected<Error>(chosen.error());
    ranges = std::move(*chosen);
    set_ranges(manifest, read.normalisation, ranges.largest);
  }
  PlanOptions settled = options;
  settled.manifest = manifest;
  settled.ranges = ranges.largest;
  auto model = compile_settled(files, read, std::move(settled), seen);
  if (!model) {
    Error error = model.error();
    if (error.code == ErrorCode::kBadInput && !files.samples) {
      error.context += " (samples: " + source + ")";
    }
    return tl::unexpected<Error>(std::move(error));
  }
  compiled = std::move(*model);
  return {};
}

}  // namespace medisc
