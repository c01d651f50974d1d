/// A max-pool of 2x2 over 64 channels behind a linear layer, as both parties run it: its first
/// level's leaves are open, its second is live. Its items are windows.

#include "protocol/max_pool.hpp"
#include "bench/dealt_relu.hpp"
#include "bench/run_parties.hpp"

namespace medisc::bench {
namespace {

MaxPoolGate pool_behind_linear(std::uint32_t ring_bits, std::uint32_t side,
                               std::uint32_t width) {
  const Image in{64, side, side};
  const Image out{64, side / 2, side / 2};
  Plan plan;
  plan.ring_bits = ring_bits;
  plan.steps.push_back(Step{"pool", 0, MaxPoolStep{in, out, Window{2, 2, 2, 2}, width}});
  auto gate = std::get<MaxPoolGate>(make_gates(plan)[0]);
  gate.levels[0].relu.live = false;
  return gate;
}

template <RingWord Word>
void max_pool(benchmark::State& state) {
  const MaxPoolGate gate =
      pool_behind_linear(kRingBits<Word>, static_cast<std::uint32_t>(state.range(0)),
                         static_cast<std::uint32_t>(state.range(1)));
  const auto x0 = random_words<Word>(gate.step.in.size());
  const auto x1 = random_words<Word>(gate.step.in.size());
  std::vector<ReluMaterial<Word>> ours;
  std::vector<ReluMaterial<Word>> theirs;
  std::vector<ReluKnown<Word>> known;
  std::vector<ReluOpenings<Word>> opened;
  for (const MaxLevel& level : gate.levels) {
    const auto y0 = level.relu.live ? std::vector<Word>{}
                                    : level_differences<Word>(level, x0, 1, gate.step.width);
    DealtRelu<Word> dealt = deal_relu<Word>(level.relu, y0);
    ours.push_back(std::move(dealt.hospital));
    theirs.push_back(std::move(dealt.service));
    known.push_back(std::move(dealt.known));
    opened.push_back(std::move(dealt.opened));
  }
  MaxPoolMemory<Word> our_memory;
  MaxPoolMemory<Word> their_memory;
  std::vector<Word> z0(gate.step.out.size());
  std::vector<Word> z1(gate.step.out.size());
  run_parties(
      state,
      [&](Link& link) {
        return max_pool_as_hospital<Word>(link, gate, ours, known, x0, 1, our_memory, z0);
      },
      [&](Link& link) {
        return max_pool_as_service<Word>(link, gate, theirs, opened, x1, 1, their_memory, z1);
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
