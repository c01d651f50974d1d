/// A ReLU behind a linear layer, as both parties run it. Its items are values.

#include "bench/dealt_relu.hpp"
#include "bench/run_parties.hpp"

namespace medisc::bench {
namespace {

template <RingWord Word>
void relu(benchmark::State& state) {
  const auto size = static_cast<std::uint32_t>(state.range(0));
  const auto width = static_cast<std::uint32_t>(state.range(1));
  Plan plan;
  plan.ring_bits = kRingBits<Word>;
  plan.steps.push_back(Step{"relu", 0, ReluStep{size, width, 11, width}});
  ReluGate gate = std::get<ReluGate>(make_gates(plan)[0]);
  gate.live = false;
  const auto y0 = random_words<Word>(size);
  const auto y1 = random_words<Word>(size);
  const DealtRelu<Word> dealt = deal_relu<Word>(gate, y0);
  ReluMemory<Word> our_memory;
  ReluMemory<Word> their_memory;
  std::vector<Word> z0(size);
  std::vector<Word> z1(size);
  run_parties(
      state,
      [&](Link& link) {
        return relu_as_hospital<Word>(link, gate, dealt.hospital, dealt.known, y0, our_memory,
                                      z0);
      },
      [&](Link& link) {
        return relu_as_service<Word>(link, gate, dealt.service, dealt.opened, y1, their_memory,
                                     z1);
      });
  state.SetItemsProcessed(state.iterations() * size);
}

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

}  // namespace
}  // namespace medisc::bench
