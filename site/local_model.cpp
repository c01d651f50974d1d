#include "site/local_model.hpp"

namespace medisc {

Result<LocalModel> LocalModel::open(ModelFiles files, PlanOptions options) {
  auto read = read_network(files);
  if (!read) return tl::unexpected<Error>(read.error());
  LocalModel model;
  model.files = std::move(files);
  model.options = std::move(options);
  model.read = std::move(*read);
  return model;
}

std::vector<double> LocalModel::as_seen(std::vector<double> records) const {
  if (files.public_normalisation) normalise(read.normalisation, network().features, records);
  return records;
}

Result<void> LocalModel::compile_for(std::optional<double> range,
                                     const std::vector<double>& seen) {
  auto chosen = choose_ranges(range, files.ranges, network(), seen);
  if (!chosen) return tl::unexpected<Error>(chosen.error());
  ranges = std::move(*chosen);
  ModelFiles without_ranges = files;
  without_ranges.ranges.reset();
  PlanOptions with_ranges = options;
  with_ranges.ranges = ranges.largest;
  auto model = compile_network(without_ranges, read, std::move(with_ranges));
  if (!model) return tl::unexpected<Error>(model.error());
  compiled = std::move(*model);
  return {};
}

}  // namespace medisc
