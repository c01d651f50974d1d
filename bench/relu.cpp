/// A ReLU behind a linear layer, as both parties run it, by the tree (chain 0) and by the
/// chain. Its items are values.

#include "bench/dealt_threshold.hpp"
#include "bench/run_parties.hpp"

namespace medisc::bench {
namespace {

template <RingWord Word>
void relu(benchmark::State& state) {
  const auto size = static_cast<std::uint32_t>(state.range(0));
  const auto width = static_cast<unsigned>(state.range(1));
  const ThresholdGate gate =
      make_threshold_gate({size, width, 11, width, Piecewise::relu()},
                          choice_of(static_cast<std::uint32_t>(state.range(2))), 0, false);
  const auto y0 = random_words<Word>(size);
  const auto y1 = random_words<Word>(size);
  const DealtThreshold<Word> dealt = deal_gate<Word>(gate, y0);
  ThresholdMemory<Word> our_memory;
  ThresholdMemory<Word> their_memory;
  std::vector<Word> z0(size);
  std::vector<Word> z1(size);
  run_parties(
      state,
      [&](Link& link) {
        return threshold_as_hospital<Word>(link, gate, dealt.hospital, y0, our_memory, z0);
      },
      [&](Link& link) {
        return threshold_as_service<Word>(link, gate, dealt.service, dealt.ahead, y1,
                                          their_memory, z1);
      });
  state.SetItemsProcessed(state.iterations() * size);
}

BENCHMARK_TEMPLATE(relu, std::uint32_t)
    ->ArgNames({"values", "width", "chain"})
    ->ArgsProduct({{1024}, {26}, {0, 4}})
    ->ArgsProduct({{65536}, {26, 32}, {0, 4}})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(relu, std::uint64_t)
    ->ArgNames({"values", "width", "chain"})
    ->ArgsProduct({{65536}, {64}, {0, 4}})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace medisc::bench
