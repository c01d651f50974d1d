/// Dealing a ReLU's material, and expanding each party's, by the tree (chain 0) and by the
/// chain. Their items are values.

#include <benchmark/benchmark.h>

#include "bench/samples.hpp"
#include "dealer/deal_threshold.hpp"

namespace medisc::bench {
namespace {

constexpr std::uint32_t kSize = 65536;

ThresholdGate gate_of(const benchmark::State& state) {
  const auto width = static_cast<unsigned>(state.range(0));
  return make_threshold_gate({kSize, width, 11, width, Piecewise::relu()},
                             choice_of(static_cast<std::uint32_t>(state.range(1))), 0, false);
}

template <RingWord Word>
void deal_relu(benchmark::State& state) {
  const ThresholdGate gate = gate_of(state);
  for (auto _ : state) {
    BitWriter corrections;
    deal_threshold<Word>(gate, numbered_seed(1), numbered_seed(2), corrections);
    benchmark::DoNotOptimize(corrections.whole().data());
  }
  state.SetItemsProcessed(state.iterations() * kSize);
}

template <RingWord Word>
void expand(benchmark::State& state, Party party) {
  const ThresholdGate gate = gate_of(state);
  const Seed seed = numbered_seed(1);
  ThresholdMaterial<Word> material;
  for (auto _ : state) {
    expand_arrays<Word>(party, arrays_of(gate, material), std::span(&seed, 1), kSize);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * kSize);
}

void expand_hospital(benchmark::State& state) {
  expand<std::uint32_t>(state, Party::kHospital);
}
void expand_service(benchmark::State& state) {
  expand<std::uint32_t>(state, Party::kService);
}

void each_borrow(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"width", "chain"})->ArgsProduct({{26, 32}, {0, 4}});
  benchmark->Unit(benchmark::kMillisecond);
}

BENCHMARK_TEMPLATE(deal_relu, std::uint32_t)->Apply(each_borrow);
BENCHMARK(expand_hospital)->Apply(each_borrow);
BENCHMARK(expand_service)->Apply(each_borrow);

}  // namespace
}  // namespace medisc::bench
