/// What is not a product: bit slicing, packing, expansion of seeds; a ReLU gate as both parties
/// run it in memory; dealing and preparing one bundle. A ReLU gate's items are values.

#include <random>

#include <benchmark/benchmark.h>

#include "bench/networks.hpp"
#include "bench/timed_pair.hpp"
#include "correlation/gates.hpp"
#include "dealer/deal.hpp"
#include "dealer/deal_comparison.hpp"
#include "dealer/deal_selection.hpp"
#include "protocol/hospital.hpp"
#include "protocol/relu.hpp"
#include "protocol/service.hpp"
#include "ring/derivation.hpp"

namespace medisc::bench {
namespace {

Seed numbered_seed(std::uint8_t number) {
  std::array<std::uint8_t, Seed::kBytes> bytes{number};
  return Seed(bytes);
}

template <RingWord Word>
std::vector<Word> random_words(std::size_t count) {
  std::mt19937_64 random(count);
  std::vector<Word> words(count);
  for (Word& word : words) word = static_cast<Word>(random());
  return words;
}

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

/// Both parties' times after each other; the counters are their milliseconds each.
template <RingWord Word>
void relu(benchmark::State& state) {
  const auto size = static_cast<std::uint32_t>(state.range(0));
  const auto width = static_cast<std::uint32_t>(state.range(1));
  Plan plan;
  plan.ring_bits = kRingBits<Word>;
  plan.steps.push_back(Step{"relu", 0, ReluStep{size, width, 11, width}});
  ReluGate gate = std::get<ReluGate>(make_gates(plan)[0]);
  gate.live = false;
  const Seed seeds[] = {numbered_seed(1), numbered_seed(2)};
  BitWriter dealt;
  deal_comparison(gate.circuit, 0, size, seeds[0], seeds[1], dealt);
  deal_selection<Word>(gate, 0, seeds[0], seeds[1], dealt);
  const Bytes corrections = dealt.take();
  const auto ours = expand_relu<Word>(Party::kHospital, gate, std::span(seeds, 1));
  auto theirs = expand_relu<Word>(Party::kService, gate, std::span(seeds + 1, 1));
  BitReader correction_reader(corrections);
  read_corrections<Word>(gate, 0, correction_reader, theirs);
  const auto y0 = random_words<Word>(size);
  const auto y1 = random_words<Word>(size);
  ReluMemory<Word> our_memory;
  ReluMemory<Word> their_memory;
  std::vector<Word> z0(size);
  std::vector<Word> z1(size);
  BitWriter opened;
  put_relu_openings<Word>(gate, ours.comparison.leaf_masks, ours.selection.factor_mask, y0,
                          Slice{0, y0.size()}, our_memory, opened);
  const Bytes openings = opened.take();
  BitReader reader(openings);
  const auto ahead = read_relu_openings<Word>(gate, theirs, std::span(&reader, 1));
  const auto known = known_share<Word>(gate, ours, y0);

  TimedPair::Seconds hospital_time{0};
  TimedPair::Seconds service_time{0};
  for (auto _ : state) {
    const auto up = [&](Link& link) -> Task<void> {
      const std::vector<std::uint64_t> begin{1};
      link.out().lanes(begin, 1);
      auto task = relu_as_hospital<Word>(link, gate, ours, known, y0, our_memory, z0);
      co_await task;
      benchmark::DoNotOptimize(z0.data());
      link.flush();
    };
    const auto down = [&](Link& link) -> Task<void> {
      std::vector<std::uint64_t> begin(1);
      co_await link.receive();
      link.in().lanes(begin, 1);
      auto task = relu_as_service<Word>(link, gate, theirs, ahead, y1, their_memory, z1);
      co_await task;
      benchmark::DoNotOptimize(z1.data());
    };
    TimedPair pair;
    auto hospital = up(pair.hospital());
    auto service = down(pair.service());
    pair.run(hospital, service);
    hospital.result();
    service.result();
    hospital_time += pair.hospital_time();
    service_time += pair.service_time();
  }
  const auto runs = static_cast<double>(state.iterations());
  state.counters["hospital_ms"] = hospital_time.count() * 1e3 / runs;
  state.counters["service_ms"] = service_time.count() * 1e3 / runs;
  state.SetItemsProcessed(state.iterations() * size);
}

void deal(benchmark::State& state, const BenchNetwork& network) {
  const auto dealing = make_dealing(network.plan, numbered_seed(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(dealing->deal(numbered_seed(1), numbered_seed(2)));
  }
  state.SetItemsProcessed(state.iterations());
}

void prepare(benchmark::State& state, const BenchNetwork& network) {
  const Gates gates = make_gates(network.plan);
  const auto model = make_service_model(network.plan, gates, network.weights);
  const Bytes masked = model->masked_weights(numbered_seed(0));
  const auto preparing = make_preparing(network.plan, gates, masked);
  for (auto _ : state) benchmark::DoNotOptimize((*preparing)->prepare(numbered_seed(1)));
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(slice_bits)->DenseRange(0, static_cast<int>(supported_targets().size()) - 1);
BENCHMARK(write_words);
BENCHMARK(read_words);
BENCHMARK(expand_seed);
BENCHMARK_TEMPLATE(relu, std::uint32_t)
    ->ArgNames({"values", "width"})
    ->Args({1024, 26})
    ->Args({65536, 26})
    ->Args({65536, 32})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(relu, std::uint64_t)
    ->ArgNames({"values", "width"})
    ->Args({65536, 64})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(deal, c1, c1(32))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(deal, c1_64, c1(64))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(deal, m1, m1(32))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(deal, breast, breast(32))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(prepare, c1, c1(32))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(prepare, m1, m1(32))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(prepare, breast, breast(32))->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace medisc::bench
