#include "bench/garbled/dealt_run.hpp"

#include "bench/stopwatch.hpp"
#include "bench/timed_pair.hpp"
#include "dealer/deal_comparison.hpp"
#include "dealer/deal_selection.hpp"
#include "protocol/max_pool.hpp"
#include "protocol/relu.hpp"

namespace medisc::bench {
namespace {

using Word = std::uint32_t;
using Words = std::vector<Word>;

/// Both parties' halves of every ReLU in the gate, and what is opened ahead.
struct Halves {
  std::vector<ReluMaterial<Word>> hospital;
  std::vector<ReluMaterial<Word>> service;
  std::vector<ReluKnown<Word>> known;
  std::vector<ReluOpenings<Word>> opened;
  MaxPoolMemory<Word> hospital_memory;
  MaxPoolMemory<Word> service_memory;
};

Task<void> hospital_run(Link& link, const Gate& gate, Halves& halves, const Words& y0,
                        std::span<Word> z) {
  if (const auto* relu = std::get_if<ReluGate>(&gate)) {
    return relu_as_hospital<Word>(link, *relu, halves.hospital[0], halves.known[0], y0,
                                  halves.hospital_memory.relu, z);
  }
  return max_pool_as_hospital<Word>(link, std::get<MaxPoolGate>(gate), halves.hospital,
                                    halves.known, y0, 1, halves.hospital_memory, z);
}

Task<void> service_run(Link& link, const Gate& gate, Halves& halves, const Words& y1,
                       std::span<Word> z) {
  if (const auto* relu = std::get_if<ReluGate>(&gate)) {
    return relu_as_service<Word>(link, *relu, halves.service[0], halves.opened[0], y1,
                                 halves.service_memory.relu, z);
  }
  return max_pool_as_service<Word>(link, std::get<MaxPoolGate>(gate), halves.service,
                                   halves.opened, y1, 1, halves.service_memory, z);
}

/// Values that a gate of one record yields.
std::size_t results_of(const Gate& gate) {
  const auto* pool = std::get_if<MaxPoolGate>(&gate);
  return pool != nullptr ? pool->result.size() : std::get<ReluGate>(gate).step.size;
}

/// The hospital's message that completes y at the service; its content is another gate's.
constexpr std::size_t kBeginBytes = 1;

}  // namespace

Gate dealt_relu(std::uint32_t size, unsigned width, unsigned shift, unsigned output_width) {
  Plan plan;
  plan.steps.push_back(Step{"relu", 0, ReluStep{size, width, shift, output_width}});
  auto gate = std::get<ReluGate>(make_gates(plan)[0]);
  gate.live = false;
  return gate;
}

Gate dealt_max_pool(std::uint32_t windows, unsigned width) {
  const Window window{
      .kernel_height = 2, .kernel_width = 2, .stride_height = 2, .stride_width = 2};
  Plan plan;
  plan.steps.push_back(
      Step{"pool", 0, MaxPoolStep{{windows, 2, 2}, {windows, 1, 1}, window, width}});
  auto gate = std::get<MaxPoolGate>(make_gates(plan)[0]);
  gate.levels[0].relu.live = false;
  return gate;
}

DealtRun run_dealt(const Gate& gate, const std::vector<std::uint32_t>& y0,
                   const std::vector<std::uint32_t>& y1) {
  const Seed seeds[] = {Seed::random(), Seed::random()};
  DealtRun run;
  Bytes corrections;
  run.deal = seconds([&] {
    BitWriter dealt;
    for_each_relu(gate, [&](const ReluGate& relu) {
      deal_comparison(relu.circuit, relu.derivation_step, relu.step.size, seeds[0], seeds[1],
                      dealt);
      deal_selection<Word>(relu, relu.derivation_step, seeds[0], seeds[1], dealt);
    });
    corrections = dealt.take();
  });
  run.dealt = corrections.size();

  Halves halves;
  run.ahead = seconds([&] {
    BitReader correction_reader(corrections);
    for_each_relu(gate, [&](const ReluGate& relu) {
      halves.hospital.push_back(expand_relu<Word>(Party::kHospital, relu, std::span(seeds, 1)));
      halves.service.push_back(
          expand_relu<Word>(Party::kService, relu, std::span(seeds + 1, 1)));
      read_corrections<Word>(relu, 0, correction_reader, halves.service.back());
      halves.known.emplace_back();
      halves.opened.emplace_back();
      if (relu.live) return;
      const ReluMaterial<Word>& ours = halves.hospital.back();
      Words y = y0;
      if (const auto* pool = std::get_if<MaxPoolGate>(&gate)) {
        y = level_differences<Word>(pool->levels[0], y0, 1, relu.step.width);
      }
      BitWriter opened;
      put_relu_openings<Word>(relu, ours.comparison.leaf_masks, ours.selection.factor_mask, y,
                              Slice{0, y.size()}, halves.hospital_memory.relu, opened);
      const Bytes openings = opened.take();
      run.openings += openings.size();
      BitReader reader(openings);
      halves.known.back() = known_share<Word>(relu, ours, y);
      halves.opened.back() =
          read_relu_openings<Word>(relu, halves.service.back(), std::span(&reader, 1));
    });
  });

  const auto up = [&](Link& link) -> Task<Words> {
    const std::vector<std::uint64_t> begin{0};
    link.out().lanes(begin, 8 * kBeginBytes);
    Words z(results_of(gate));
    auto task = hospital_run(link, gate, halves, y0, z);
    co_await task;
    link.flush();
    co_return z;
  };
  const auto down = [&](Link& link) -> Task<Words> {
    std::vector<std::uint64_t> begin(1);
    co_await link.receive();
    link.in().lanes(begin, 8 * kBeginBytes);
    Words z(results_of(gate));
    auto task = service_run(link, gate, halves, y1, z);
    co_await task;
    co_return z;
  };
  TimedPair pair;
  auto hospital = up(pair.hospital());
  auto service = down(pair.service());
  pair.run(hospital, service);
  run.z0 = hospital.result();
  run.z1 = service.result();
  run.online = (pair.hospital_time() + pair.service_time()).count();
  run.online_bytes = pair.bytes() - kBeginBytes;
  return run;
}

}  // namespace medisc::bench
