/// Steps that a party computes alone, on tensors of 64 channels of 32x32. Their items are
/// values that they read.

#include <benchmark/benchmark.h>

#include "bench/samples.hpp"
#include "protocol/gates/local_run.hpp"

namespace medisc::bench {
namespace {

constexpr Image kImage{64, 32, 32};

template <RingWord Word>
void local(benchmark::State& state, const LocalGate& gate, std::size_t tensors,
           std::size_t results) {
  const auto x = random_words<Word>(kImage.size());
  const std::vector<std::span<const Word>> inputs(tensors, x);
  std::vector<Word> y(results);
  for (auto _ : state) {
    compute_local<Word>(gate, Party::kService, inputs, 1, y);
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(tensors * x.size()));
}

template <RingWord Word>
void sum_pool(benchmark::State& state) {
  const Image out{64, 16, 16};
  local<Word>(state, {SumPoolStep{kImage, out, Window{2, 2, 2, 2}, 26}}, 1, out.size());
}

template <RingWord Word>
void add(benchmark::State& state) {
  const auto size = static_cast<std::uint32_t>(kImage.size());
  local<Word>(state, {SumStep{size, {1, 4}, 0, 26}}, 2, size);
}

template <RingWord Word>
void concat(benchmark::State& state) {
  const auto size = static_cast<std::uint32_t>(kImage.size());
  local<Word>(state, {ConcatStep{{size, size}, {0, 2}, 26}}, 2, std::size_t{2} * size);
}

BENCHMARK_TEMPLATE(sum_pool, std::uint32_t)->Unit(benchmark::kMicrosecond);
BENCHMARK_TEMPLATE(sum_pool, std::uint64_t)->Unit(benchmark::kMicrosecond);
BENCHMARK_TEMPLATE(add, std::uint32_t)->Unit(benchmark::kMicrosecond);
BENCHMARK_TEMPLATE(add, std::uint64_t)->Unit(benchmark::kMicrosecond);
BENCHMARK_TEMPLATE(concat, std::uint32_t)->Unit(benchmark::kMicrosecond);
BENCHMARK_TEMPLATE(concat, std::uint64_t)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace medisc::bench
