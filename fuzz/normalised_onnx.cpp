// ONNX files whose normalisation is public: what is taken out of a network is what a plan can
// hold, and with the rest it compiles to a plan that every party accepts.
#include <cmath>

#include "compiler/compilable.hpp"
#include "compiler/planner.hpp"
#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "import/onnx.hpp"
#include "messages/plan_codec.hpp"

namespace medisc::fuzz {
namespace {

bool is_small(const Network& network) {
  std::uint64_t elements = network.features;
  for (const Layer& layer : network.layers) elements += layer.outputs();
  return elements <= 512;
}

void check_normalisation(const NormalisedNetwork& model) {
  const auto& [centre, factor] = model.normalisation;
  require(!centre.empty() && centre.size() == factor.size() &&
              model.network.features % centre.size() == 0,
          "a normalisation is one of equal runs of features");
  for (std::size_t i = 0; i < centre.size(); ++i) {
    require(std::isfinite(centre[i]) && std::isnormal(factor[i]),
            "a normalisation is of finite numbers, none of them 0");
  }
}

void check_compiled(const NormalisedNetwork& model) {
  PlanOptions options;
  options.ranges = {1};
  options.centre = model.normalisation.centre;
  options.factor = model.normalisation.factor;
  const auto compiled = compile(model.network, options);
  if (!compiled) {
    require(compiled.error().code != ErrorCode::kBadInput, "the planner makes no bad plan");
    return;
  }
  const auto decoded = decode_plan(encode_plan(compiled->plan));
  require(decoded && *decoded == compiled->plan, "a plan reads as it is written");
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  const std::string name = "input.onnx";
  const auto model =
      parse_onnx(as_text(std::span(data, size)), name).and_then([&](const Network& read) {
        return compilable_on_normalised(read, name);
      });
  if (!model) {
    require(model.error().code == ErrorCode::kBadInput ||
                model.error().code == ErrorCode::kUnsupported,
            "a bad model is bad input or not supported");
    return 0;
  }
  check_normalisation(*model);
  if (is_small(model->network)) check_compiled(*model);
  return 0;
}
