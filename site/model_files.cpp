#include "site/model_files.hpp"

#include "compiler/calibration.hpp"
#include "import/onnx.hpp"
#include "records/ranges.hpp"
#include "records/records.hpp"

namespace medisc {

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
  if (files.ranges) {
    auto ranges = read_ranges(*files.ranges);
    if (!ranges) return tl::unexpected<Error>(ranges.error());
    options.ranges = std::move(*ranges);
  }
  if (files.calibration) {
    auto samples = read_records(*files.calibration, network.features);
    if (!samples) return tl::unexpected<Error>(samples.error());
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
