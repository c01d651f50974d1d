// model.toml: what is accepted for a network is a manifest that is valid, that the hospital can
// read records by, and that says the same when it is written down and read again.
#include "config/declared_manifest.hpp"
#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "fuzz/input_file.hpp"
#include "records/record_form.hpp"
#include "site/manifest_text.hpp"
#include "site/model_manifest.hpp"

namespace medisc::fuzz {
namespace {

Network network_of(std::vector<NetworkInput> inputs, std::uint32_t results,
                   std::vector<std::uint32_t> shape) {
  Network network;
  for (const NetworkInput& input : inputs) network.features += elements_of(input.shape);
  const std::vector<double> weights(std::size_t{network.features} * results, 1);
  network.layers.push_back(
      {"fc", Dense{network.features, results, weights, std::vector<double>(results)}, {}});
  network.facts.inputs = std::move(inputs);
  if (shape.size() > 1) network.facts.class_axis = 0;
  network.facts.output_shape = std::move(shape);
  return network;
}

/// A table, an image with a map of it, and both together.
const std::vector<Network>& networks() {
  static const std::vector<Network> all{
      network_of({{"x", {2}, false}}, 1, {1}), network_of({{"x", {3}, false}}, 3, {3}),
      network_of({{"image", {3, 2, 2}, false}}, 8, {2, 2, 2}),
      network_of({{"image", {2, 2, 1}, true}, {"table", {2}, false}}, 2, {2})};
  return all;
}

void check_written(const Manifest& manifest, const Network& network, const std::string& text) {
  static const InputFile file("written.toml");
  file.write(text);
  const auto again = compose_manifest(network, {"model.onnx", file.path(), {}, {}, "m"});
  require(again && *again == manifest, "a manifest that is written says the same");
}

void check(const std::filesystem::path& file, const Network& network) {
  const auto manifest = compose_manifest(network, {"model.onnx", file, {}, {}, "m"});
  if (!manifest) {
    const Error& error = manifest.error();
    require(error.code == ErrorCode::kBadInput || error.code == ErrorCode::kUsage,
            "what does not fit is bad input");
    require(error.context.find(file.string()) != std::string::npos, "an error names the file");
    return;
  }
  require(validate(*manifest, network.features, network.outputs()).has_value(),
          "a manifest is valid");
  require(form_of(*manifest).has_value(), "records can be read by a manifest");
  (void)magnitudes_of(*manifest, {});
  check_written(*manifest, network, manifest_toml(*manifest));
  check_written(*manifest, network, explained_manifest(*manifest));
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  static const InputFile file("model.toml");
  file.write(as_text(std::span(data, size)));
  const auto declared = load_declared_manifest(file.path());
  if (!declared) {
    require(declared.error().code == ErrorCode::kUsage, "a bad model.toml is wrong usage");
    require(declared.error().context.starts_with(file.path().string()),
            "an error names the file");
    return 0;
  }
  for (const Network& network : networks()) check(file.path(), network);
  return 0;
}
