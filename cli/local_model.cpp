#include "cli/local_model.hpp"

#include "cli/input_ranges.hpp"
#include "cli/loading.hpp"
#include "compiler/public_normalisation.hpp"

namespace medisc {

Result<LocalModel> LocalModel::open(const std::string& file, ModelArguments compilation) {
  LocalModel model;
  model.arguments = std::move(compilation);
  model.arguments.file = file;
  auto read = read_network(model_files(model.arguments));
  if (!read) return tl::unexpected<Error>(read.error());
  model.read = std::move(*read);
  return model;
}

std::vector<double> LocalModel::as_seen(std::vector<double> records) const {
  if (arguments.public_normalisation) {
    normalise(read.normalisation, network().features, records);
  }
  return records;
}

Result<void> LocalModel::compile_for(std::optional<double> range,
                                     const std::vector<double>& seen) {
  auto chosen = choose_ranges(range, arguments.ranges, network(), seen);
  if (!chosen) return tl::unexpected<Error>(chosen.error());
  ranges = std::move(chosen->largest);
  ranges_from = std::move(chosen->from);
  ModelFiles files = model_files(arguments);
  files.ranges.reset();
  PlanOptions options = plan_options(arguments);
  options.ranges = ranges;
  auto model = compile_network(files, read, std::move(options));
  if (!model) return tl::unexpected<Error>(model.error());
  compiled = std::move(*model);
  return {};
}

}  // namespace medisc
