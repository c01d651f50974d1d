/// What moves bits and makes them: bit slicing, packing, expansion of seeds.

#include <benchmark/benchmark.h>

#include "bench/samples.hpp"
#include "ring/bit_stream.hpp"
#include "ring/derivation.hpp"

namespace medisc::bench {
namespace {

void slice_bits(benchmark::State& state) {
  const SimdTarget target = supported_targets()[static_cast<std::size_t>(state.range(0))];
  const auto words = random_words<std::uint32_t>(65536);
  for (auto _ : state) benchmark::DoNotOptimize(decompose<std::uint32_t>(words, 26, target));
  state.SetItemsProcessed(state.iterations() * 65536);
  state.SetLabel(name_of(target));
}

void write_words(benchmark::State& state) {
  const auto words = random_words<std::uint32_t>(65536);
  for (auto _ : state) {
    BitWriter out;
    out.words<std::uint32_t>(words, 26);
    benchmark::DoNotOptimize(out.take());
  }
  state.SetItemsProcessed(state.iterations() * 65536);
}

void read_words(benchmark::State& state) {
  std::vector<std::uint32_t> words = random_words<std::uint32_t>(65536);
  BitWriter out;
  out.words<std::uint32_t>(words, 26);
  const Bytes bytes = out.take();
  for (auto _ : state) {
    BitReader in(bytes);
    in.words<std::uint32_t>(words, 26);
    benchmark::DoNotOptimize(words.data());
  }
  state.SetItemsProcessed(state.iterations() * 65536);
}

void expand_seed(benchmark::State& state) {
  std::vector<std::uint32_t> words(65536);
  for (auto _ : state) {
    expand_words<std::uint32_t>(numbered_seed(1), Purpose::kInputMask, 0, words, 26);
    benchmark::DoNotOptimize(words.data());
  }
  state.SetBytesProcessed(state.iterations() * 65536 * 4);
}

/// The last bundle's lanes of a batch: a bundle alone is its stream; of several each is placed,
/// word by word where its lanes are whole ones.
void expand_rows(benchmark::State& state) {
  constexpr std::size_t kRows = 64;
  const auto lanes = static_cast<std::size_t>(state.range(0));
  const auto bundles = static_cast<std::size_t>(state.range(1));
  BitPlanes rows(kRows, bundles * lanes);
  for (auto _ : state) {
    expand_rows(numbered_seed(1), Purpose::kMonomial, 0, 0, rows.rows(), rows,
                (bundles - 1) * lanes, lanes);
    benchmark::DoNotOptimize(rows.words().data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kRows * lanes / 8));
}

BENCHMARK(slice_bits)->DenseRange(0, static_cast<int>(supported_targets().size()) - 1);
BENCHMARK(write_words);
BENCHMARK(read_words);
BENCHMARK(expand_seed);
BENCHMARK(expand_rows)
    ->ArgNames({"lanes", "bundles"})
    ->Args({65536, 1})
    ->Args({65536, 8})
    ->Args({1000, 8});

}  // namespace
}  // namespace medisc::bench
