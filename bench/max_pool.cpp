/// A max-pool of 2x2 over 64 channels behind a linear layer, as both parties run it: its first
/// level is revealed ahead, its second is live. Its items are windows.

#include "bench/dealt_threshold.hpp"
#include "bench/run_parties.hpp"
#include "protocol/gates/max_pool_run.hpp"

namespace medisc::bench {
namespace {

MaxPoolGate pool_behind_linear(std::uint32_t side, std::uint32_t width) {
  const Image in{64, side, side};
  const Image out{64, side / 2, side / 2};
  return make_max_pool_gate(MaxPoolStep{in, out, Window{2, 2, 2, 2}, width}, 0, false);
}

template <RingWord Word>
void max_pool(benchmark::State& state) {
  const MaxPoolGate gate = pool_behind_linear(static_cast<std::uint32_t>(state.range(0)),
                                              static_cast<std::uint32_t>(state.range(1)));
  const auto x0 = random_words<Word>(gate.step.in.size());
  const auto x1 = random_words<Word>(gate.step.in.size());
  std::vector<ThresholdMaterial<Word>> ours;
  std::vector<ThresholdMaterial<Word>> theirs;
  std::vector<std::vector<Word>> ahead;
  for (const MaxLevel& level : gate.levels) {
    const auto y0 =
        level.relu.reveal.live
            ? std::vector<Word>{}
            : level_differences<Word>(level, x0, gate.step.in.channels, gate.step.width);
    DealtThreshold<Word> dealt = deal_gate<Word>(level.relu, y0);
    ours.push_back(std::move(dealt.hospital));
    theirs.push_back(std::move(dealt.service));
    ahead.push_back(std::move(dealt.ahead));
  }
  MaxPoolMemory<Word> our_memory;
  MaxPoolMemory<Word> their_memory;
  std::vector<Word> z0(gate.step.out.size());
  std::vector<Word> z1(gate.step.out.size());
  run_parties(
      state,
      [&](Link& link) {
        return max_pool_as_hospital<Word>(link, gate, ours, x0, 1, our_memory, z0);
      },
      [&](Link& link) {
        return max_pool_as_service<Word>(link, gate, theirs, ahead, x1, 1, their_memory, z1);
      });
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(z0.size()));
}

BENCHMARK_TEMPLATE(max_pool, std::uint32_t)
    ->ArgNames({"side", "width"})
    ->Args({8, 26})
    ->Args({32, 26})
    ->Args({32, 32})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(max_pool, std::uint64_t)
    ->ArgNames({"side", "width"})
    ->Args({32, 64})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace medisc::bench
