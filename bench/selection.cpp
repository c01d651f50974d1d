/// The last step of a ReLU alone, at one party, by every target. Its items are values.

#include <benchmark/benchmark.h>

#include "bench/samples.hpp"
#include "protocol/selection.hpp"

namespace medisc::bench {
namespace {

template <RingWord Word>
void select_values(benchmark::State& state) {
  const SimdTarget target = supported_targets()[static_cast<std::size_t>(state.range(0))];
  const auto width = static_cast<std::uint32_t>(state.range(1));
  constexpr std::uint32_t kSize = 65536;
  Plan plan;
  plan.ring_bits = kRingBits<Word>;
  plan.steps.push_back(Step{"relu", 0, ReluStep{kSize, width, 11, width}});
  const auto gate = std::get<ReluGate>(make_gates(plan)[0]);
  SelectionMaterial<Word> material(gate, kSize);
  expand_selection<Word>(Party::kHospital, numbered_seed(1), 0, gate, material, 0, kSize);
  BitPlanes opened(gate.blinds(), kSize);
  expand_lanes(numbered_seed(2), Purpose::kBlindBits, 0, opened, 0, kSize);
  const auto t = random_words<Word>(kSize);
  const auto d = random_words<Word>(kSize);
  std::vector<Word> z(kSize);
  for (auto _ : state) {
    each_slice(Slice{0, kSize}, this_thread(), [&](const Slice& slice) {
      select<Word>(gate, Party::kHospital, material, opened, t, d, z, slice, target);
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
