#include "bench/garbled/dealt_run.hpp"

#include "bench/stopwatch.hpp"
#include "bench/timed_pair.hpp"
#include "dealer/deal_threshold.hpp"
#include "protocol/gates/max_pool_run.hpp"
#include "protocol/gates/threshold_run.hpp"

namespace medisc::bench {
namespace {

using Word = std::uint32_t;
using Words = std::vector<Word>;

/// Both parties' halves of every ReLU in the gate, and what is revealed ahead.
struct Halves {
  std::vector<ThresholdMaterial<Word>> hospital;
  std::vector<ThresholdMaterial<Word>> service;
  std::vector<Words> ahead;
  MaxPoolMemory<Word> hospital_memory;
  MaxPoolMemory<Word> service_memory;
};

Task<void> hospital_run(Link& link, const Gate& gate, Halves& halves, const Words& y0,
                        std::span<Word> z) {
  if (const auto* relu = std::get_if<ThresholdGate>(&gate)) {
    return threshold_as_hospital<Word>(link, *relu, halves.hospital[0], y0,
                                       halves.hospital_memory.relu, z);
  }
  return max_pool_as_hospital<Word>(link, std::get<MaxPoolGate>(gate), halves.hospital, y0, 1,
                                    halves.hospital_memory, z);
}

Task<void> service_run(Link& link, const Gate& gate, Halves& halves, const Words& y1,
                       std::span<Word> z) {
  if (const auto* relu = std::get_if<ThresholdGate>(&gate)) {
    return threshold_as_service<Word>(link, *relu, halves.service[0], halves.ahead[0], y1,
                                      halves.service_memory.relu, z);
  }
  return max_pool_as_service<Word>(link, std::get<MaxPoolGate>(gate), halves.service,
                                   halves.ahead, y1, 1, halves.service_memory, z);
}

/// The gate itself, or the levels of a max-pool.
template <class Visit>
void each_threshold(const Gate& gate, const Visit& visit) {
  if (const auto* relu = std::get_if<ThresholdGate>(&gate)) return visit(*relu);
  for (const MaxLevel& level : std::get<MaxPoolGate>(gate).levels) visit(level.relu);
}

/// Values that a gate of one record yields.
std::size_t results_of(const Gate& gate) {
  const auto* pool = std::get_if<MaxPoolGate>(&gate);
  return pool != nullptr ? pool->step.out.size() : std::get<ThresholdGate>(gate).size();
}

/// The hospital's message that completes y at the service; its content is another gate's.
constexpr std::size_t kBeginBytes = 1;

}  // namespace

Gate dealt_relu(std::uint32_t size, unsigned width, unsigned shift, unsigned output_width) {
  return make_threshold_gate({size, width, shift, output_width, Piecewise::relu()}, {}, 0,
                             false);
}

Gate dealt_max_pool(std::uint32_t windows, unsigned width) {
  const Window window{
      .kernel_height = 2, .kernel_width = 2, .stride_height = 2, .stride_width = 2};
  Plan plan;
  plan.steps.push_back(
      Step{"pool", 0, MaxPoolStep{{windows, 2, 2}, {windows, 1, 1}, window, width}});
  auto gate = std::get<MaxPoolGate>(make_gates(plan)[0]);
  gate.levels[0].relu.reveal.live = false;
  return gate;
}

DealtRun run_dealt(const Gate& gate, const std::vector<std::uint32_t>& y0,
                   const std::vector<std::uint32_t>& y1) {
  const Seed seeds[] = {Seed::random(), Seed::random()};
  DealtRun run;
  Bytes corrections;
  run.deal = seconds([&] {
    BitWriter dealt;
    each_threshold(gate, [&](const ThresholdGate& relu) {
      deal_threshold<Word>(relu, seeds[0], seeds[1], dealt);
    });
    corrections = dealt.take();
  });
  run.dealt = corrections.size();

  Halves halves;
  run.ahead = seconds([&] {
    BitReader correction_reader(corrections);
    each_threshold(gate, [&](const ThresholdGate& relu) {
      auto& ours = halves.hospital.emplace_back();
      auto& theirs = halves.service.emplace_back();
      expand_arrays<Word>(Party::kHospital, arrays_of(relu, ours), std::span(seeds, 1),
                          relu.size());
      const Arrays<Word> arrays = arrays_of(relu, theirs);
      expand_arrays<Word>(Party::kService, arrays, std::span(seeds + 1, 1), relu.size());
      read_corrections<Word>(arrays, 0, relu.size(), correction_reader);
      halves.ahead.emplace_back();
      if (relu.reveal.live) return;
      Words y = y0;
      if (const auto* pool = std::get_if<MaxPoolGate>(&gate)) {
        y = level_differences<Word>(pool->levels[0], y0, pool->step.in.channels,
                                    relu.reveal.width);
      }
      const Words r0 =
          reveal_mask<Word>(seeds[0], relu.reveal.step, relu.size(), relu.reveal.width);
      BitWriter opened;
      put_ahead<Word>(relu, y, r0, opened);
      const Bytes openings = opened.take();
      run.openings += openings.size();
      BitReader reader(openings);
      halves.ahead.back() = read_ahead<Word>(relu, std::span(&reader, 1));
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
