// Plans: what decodes is valid and encodes to what decodes equal; and where it is small, it can
// be dealt, prepared and run, by every party that takes it from a stranger.
#include <vector>

#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "messages/plan_codec.hpp"
#include "plan/image_size.hpp"
#include "protocol/session_size.hpp"
#include "simulation/memory_pool.hpp"

namespace medisc::fuzz {
namespace {

/// Products, sums and comparisons of one record, about.
std::uint64_t cost_of(const Step& step) {
  std::uint64_t taps_each = 1;
  if (const auto* pool = std::get_if<SumPoolStep>(&step.op)) taps_each = taps(pool->window);
  if (const auto* pool = std::get_if<MaxPoolStep>(&step.op)) taps_each = taps(pool->window);
  if (const auto* conv = std::get_if<ConvStep>(&step.op)) {
    taps_each = taps(conv->window) * (conv->in.channels / conv->groups);
  }
  return result_size(step) * taps_each + weight_count(step);
}

bool is_small(const Plan& plan) {
  constexpr std::uint64_t kMost = 2048;
  std::uint64_t cost = plan.input.features;
  for (const Step& step : plan.steps) {
    cost += cost_of(step);
    if (cost > kMost) return false;
  }
  return true;
}

Weights zero_weights(const Gates& gates) {
  Weights weights;
  for (const Gate& gate : gates) {
    const auto* linear = std::get_if<LinearGate>(&gate);
    if (linear == nullptr) continue;
    weights.push_back({std::vector<std::int32_t>(linear->weights),
                       std::vector<std::int64_t>(linear->biases)});
  }
  return weights;
}

Seed next_seed() {
  static std::uint8_t count = 0;
  std::array<std::uint8_t, Seed::kBytes> bytes{++count};
  return Seed(bytes);
}

void run(const Plan& plan) {
  const Gates gates = make_gates(plan);
  require(gates.size() == plan.steps.size(), "every step has its gate");
  require(session_bytes(plan, gates, 1, UINT64_MAX) > 0, "a session takes memory");
  auto pool = MemoryPool::make(plan, zero_weights(gates), next_seed);
  require(pool.has_value(), "a valid plan makes a pool");
  const MemoryBundles bundles = (*pool)->deal(1);
  require(bundles.service[0].half.corrections.size() == correction_bytes(gates) &&
              bundles.service[0].openings.size() == openings_bytes(gates) &&
              bundles.hospital[0].shares.size() == prepared_shares_bytes(gates),
          "a bundle is as long as its plan says");
  const std::vector<std::int64_t> record(plan.input.features);
  const auto session = (*pool)->run(bundles, record);
  require(session.has_value() && session->logits.size() == plan.outputs(),
          "a valid plan runs to its logits");
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  const auto plan = decode_plan(std::span(data, size));
  if (!plan) {
    require(plan.error().code == ErrorCode::kProtocol, "a bad plan is kProtocol");
    return 0;
  }
  require(validate(*plan).has_value(), "what decodes is valid");
  const Bytes encoded = encode_plan(*plan);
  const auto again = decode_plan(encoded);
  require(again && *again == *plan, "what decodes encodes to what decodes equal");
  require(encode_plan(*again) == encoded, "equal plans give equal bytes");
  require(hash_of(*again) == hash_of(*plan), "equal plans have one hash");
  if (is_small(*plan)) run(*plan);
  return 0;
}
