#include "bench/plaintext/float_network.hpp"

#include <algorithm>
#include <cassert>

#include <omp.h>

#include "bench/plaintext/float_layers.hpp"

namespace medisc {
namespace {

bool takes_relu_along(const Layer& layer) {
  return std::holds_alternative<Dense>(layer.op) || std::holds_alternative<Conv>(layer.op) ||
         std::holds_alternative<SumPool>(layer.op) || std::holds_alternative<MaxPool>(layer.op);
}

/// How many layers read each tensor.
std::vector<std::size_t> readers(const Network& network) {
  std::vector<std::size_t> count(network.layers.size() + 1, 0);
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    for (const std::uint32_t id : network.inputs_of(i)) ++count[id];
  }
  return count;
}

bool is_relu(const Layer& layer) {
  const auto* activation = std::get_if<Activation>(&layer.op);
  return activation != nullptr && *activation == relu(activation->size);
}

void add_layers(const Network& network, FloatLayers& layers, std::size_t& at) {
  const std::vector<std::size_t> read = readers(network);
  for (at = 0; at < network.layers.size(); ++at) {
    const bool relu = takes_relu_along(network.layers[at]) && at + 1 < network.layers.size() &&
                      is_relu(network.layers[at + 1]) &&
                      network.inputs_of(at + 1).front() == at + 1 && read[at + 1] == 1;
    layers.add(at, relu);
    if (!relu) continue;
    layers.repeat();
    ++at;
  }
  layers.finish();
}

}  // namespace

struct FloatNetwork::Compiled {
  explicit Compiled(const Network& network)
      : layers(network), features(network.features), outputs(network.outputs()) {}
  FloatLayers layers;
  std::size_t features;
  std::size_t outputs;
};

FloatNetwork::FloatNetwork(std::unique_ptr<Compiled> compiled)
    : compiled_(std::move(compiled)) {}
FloatNetwork::FloatNetwork(FloatNetwork&&) noexcept = default;
FloatNetwork& FloatNetwork::operator=(FloatNetwork&&) noexcept = default;
FloatNetwork::~FloatNetwork() = default;

Result<FloatNetwork> FloatNetwork::build(const Network& network) {
  omp_set_num_threads(1);  // of this thread; oneDNN takes as many as there are when it compiles
  std::size_t at = 0;
  try {
    auto compiled = std::make_unique<Compiled>(network);
    add_layers(network, compiled->layers, at);
    return FloatNetwork(std::move(compiled));
  } catch (const dnnl::error& error) {
    const std::string name = at < network.layers.size() ? network.layers[at].name : "the last";
    return fail(ErrorCode::kUnsupported,
                "layer '" + name + "' does not run in single precision: " + error.what());
  }
}

Result<std::vector<float>> FloatNetwork::run(std::span<const float> record) {
  assert(record.size() == compiled_->features);
  omp_set_num_threads(1);
  try {
    std::copy(record.begin(), record.end(), compiled_->layers.record());
    compiled_->layers.run();
  } catch (const dnnl::error& error) {
    return fail(ErrorCode::kInternal, std::string("oneDNN: ") + error.what());
  }
  const float* logits = compiled_->layers.logits();
  return std::vector<float>(logits, logits + compiled_->outputs);
}

}  // namespace medisc
