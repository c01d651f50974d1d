/// A linear layer's gate at C1's second layer: what the hospital sends, and what the service
/// makes of it. Their items are values that are sent.

#include <benchmark/benchmark.h>

#include "bench/samples.hpp"
#include "protocol/gates/linear_run.hpp"

namespace medisc::bench {
namespace {

/// A link that leads nowhere.
struct Sink final : Link {
  Sink() : Link([] { return std::chrono::nanoseconds{0}; }) {}
  void send(std::span<const std::uint8_t> piece, bool /*last*/) override {
    benchmark::DoNotOptimize(piece.data());
  }
};

LinearGate c1_second_layer() {
  const Image image{64, 32, 32};
  return ConvStep{image, image, Window{3, 3, 1, 1, 1, 1, 1, 1}, 1, 26};
}

template <RingWord Word>
void mask_input(benchmark::State& state) {
  const LinearGate gate = c1_second_layer();
  const auto x0 = random_words<Word>(gate.inputs);
  const auto u = random_words<Word>(gate.inputs);
  LinearMemory<Word> memory;
  Sink link;
  for (auto _ : state) {
    auto sending = linear_as_hospital<Word>(link, gate, x0, u, memory);
    Trampoline trampoline;
    sending.start(trampoline);
    link.flush();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(gate.inputs));
}

template <RingWord Word>
void linear(benchmark::State& state) {
  const LinearGate gate = c1_second_layer();
  std::vector<Word> weights = random_words<Word>(gate.weights);
  for (Word& w : weights) w = to_word<Word>(static_cast<std::int16_t>(w));
  const auto map = linear_map<Word>(gate, weights, WeightRange::kShort);
  const auto bias = random_words<Word>(gate.biases);
  const LinearMaterial<Word> material{&map, bias, random_words<Word>(gate.outputs)};
  const auto x1 = random_words<Word>(gate.inputs);
  LinearMemory<Word> memory;
  BitWriter sent;
  sent.words<Word>(x1, gate.width);
  const Bytes message = sent.take();
  std::vector<Word> y(gate.outputs);
  Sink link;
  const auto serve = [&]() -> Task<void> {
    co_await link.receive();
    co_await linear_as_service<Word>(link, gate, material, x1, memory, y);
  };
  for (auto _ : state) {
    auto serving = serve();
    Trampoline trampoline;
    serving.start(trampoline);
    link.deliver(message);
    serving.result();
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(gate.inputs));
}

BENCHMARK_TEMPLATE(mask_input, std::uint32_t)->Unit(benchmark::kMicrosecond);
BENCHMARK_TEMPLATE(mask_input, std::uint64_t)->Unit(benchmark::kMicrosecond);
BENCHMARK_TEMPLATE(linear, std::uint32_t)->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(linear, std::uint64_t)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace medisc::bench
