/// The last step of a ReLU alone, at one party, by every target. Its items are values.

#include <benchmark/benchmark.h>

#include "bench/samples.hpp"
#include "protocol/gates/select.hpp"

namespace medisc::bench {
namespace {

template <RingWord Word>
void select_values(benchmark::State& state) {
  const SimdTarget target = supported_targets()[static_cast<std::size_t>(state.range(0))];
  const auto width = static_cast<unsigned>(state.range(1));
  constexpr std::uint32_t kSize = 65536;
  const ThresholdGate gate =
      make_threshold_gate({kSize, width, 11, width, Piecewise::relu()}, {}, 0, false);
  const Seed seed = numbered_seed(1);
  ThresholdMaterial<Word> material;
  expand_arrays<Word>(Party::kHospital, arrays_of(gate, material), std::span(&seed, 1), kSize);
  Openings opened;
  opened.reshape(gate.opened_bits(), kSize);
  std::vector<Word> revealed = random_words<Word>(kSize);
  for (Word& word : revealed) word &= width_mask<Word>(width);
  const std::vector<BitPlanes> compared{decompose<Word>(revealed, width)};
  const SelectInput<Word> input{gate, material, revealed, compared, opened};
  std::vector<Word> z(kSize);
  for (auto _ : state) {
    each_slice(Slice{0, kSize}, this_thread(), [&](const Slice& slice) {
      select<Word>(input, Party::kHospital, slice, z, target);
    });
    benchmark::DoNotOptimize(z.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * kSize);
  state.SetLabel(name_of(target));
}

/// Every target, at each width.
void each_target(benchmark::internal::Benchmark* benchmark,
                 std::initializer_list<std::int64_t> widths) {
  benchmark->ArgNames({"target", "width"})->Unit(benchmark::kMicrosecond);
  for (const std::int64_t width : widths) {
    for (std::size_t target = 0; target < supported_targets().size(); ++target) {
      benchmark->Args({static_cast<std::int64_t>(target), width});
    }
  }
}

BENCHMARK_TEMPLATE(select_values, std::uint32_t)->Apply([](auto* benchmark) {
  each_target(benchmark, {26, 32});
});
BENCHMARK_TEMPLATE(select_values, std::uint64_t)->Apply([](auto* benchmark) {
  each_target(benchmark, {26, 64});
});

}  // namespace
}  // namespace medisc::bench
