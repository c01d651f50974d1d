// ONNX files: a network that is imported holds together, can be evaluated, and compiles to a
// plan that every party accepts.
#include <algorithm>
#include <cmath>

#include "compiler/compilable.hpp"
#include "compiler/planner.hpp"
#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "import/onnx.hpp"
#include "messages/plan_codec.hpp"
#include "plan/image_size.hpp"
#include "plan/input_encoding.hpp"
#include "plan/reference.hpp"

namespace medisc::fuzz {
namespace {

constexpr std::uint64_t kMostWork = 1u << 14;

/// Products and sums of one record, about.
std::uint64_t cost_of(const Layer& layer) {
  std::uint64_t each = 1;
  if (const auto* dense = std::get_if<Dense>(&layer.op)) each = dense->inputs;
  if (const auto* pool = std::get_if<SumPool>(&layer.op)) each = taps(pool->window);
  if (const auto* pool = std::get_if<MaxPool>(&layer.op)) each = taps(pool->window);
  if (const auto* conv = std::get_if<Conv>(&layer.op)) {
    each = taps(conv->window) * (conv->in.channels / conv->groups);
  }
  return layer.outputs() * each;
}

bool is_small(const Network& network) {
  std::uint64_t cost = network.features;
  for (const Layer& layer : network.layers) {
    cost += cost_of(layer);
    if (cost > kMostWork) return false;
  }
  return true;
}

void check_layers(const Network& network) {
  require(network.features > 0 && !network.layers.empty() && network.outputs() > 0,
          "a network leads from a record to logits");
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const Layer& layer = network.layers[i];
    require(layer.name.size() <= 128 &&
                std::ranges::all_of(layer.name, [](char c) { return c >= ' ' && c <= '~'; }),
            "a layer's name is printable");
    for (const std::uint32_t tensor : network.inputs_of(i)) {
      require(tensor <= i, "a layer reads earlier tensors");
    }
  }
}

void check_compiled(const Network& network, std::uint32_t ring_bits) {
  PlanOptions options;
  options.ring_bits = ring_bits;
  options.ranges = {1};
  if (network.ends_in_argmax) options.output = Output::kLabel;
  const auto model = compile(network, options);
  if (!model) {
    require(model.error().code != ErrorCode::kBadInput, "the planner makes no bad plan");
    return;
  }
  const Plan& plan = model->plan;
  require(validate(plan).has_value(), "a plan that is compiled is valid");
  require(plan.input.features == network.features && plan.outputs() == network.outputs(),
          "a plan is that of its network");
  const auto decoded = decode_plan(encode_plan(plan));
  require(decoded && *decoded == plan, "a plan reads as it is written");
  const std::vector<double> record(network.features, 0.5);
  const auto integers = encode(plan.input, record);
  require(integers.has_value(), "a record within its range is encoded");
  require(reference(plan, model->weights, *integers).size() == plan.outputs(),
          "a plan runs in plaintext");
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  const std::string name = "input.onnx";
  const auto network =
      parse_onnx(as_text(std::span(data, size)), name).and_then([&](const auto& read) {
        return compilable(read, name);
      });
  if (!network) {
    require(network.error().code == ErrorCode::kBadInput ||
                network.error().code == ErrorCode::kUnsupported,
            "a bad model is bad input or not supported");
    return 0;
  }
  check_layers(*network);
  if (!is_small(*network)) return 0;
  require(evaluate(*network, std::vector<double>(network->features, 0.5)).size() ==
              network->outputs(),
          "a network yields its logits");
  check_compiled(*network, 32);
  check_compiled(*network, 64);
  return 0;
}
