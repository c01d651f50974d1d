/// Products at the layer shapes of C1 and M1, by every target: short weights as the service has
/// them, full ones as dealer and hospital do; "26of64" is a layer of 26 bits in a ring of 64.
/// Counter: multiplications a second.

#include <random>
#include <string>

#include <benchmark/benchmark.h>

#include "ring/linear_map.hpp"

namespace medisc::bench {
namespace {

struct Layer {
  const char* name;
  LinearShape shape;
};

ConvolutionShape image(std::size_t in, std::size_t out, std::size_t side) {
  const ConvolutionAxis axis{side, side, 3, 1, 1, 1};
  return {in, out, 1, axis, axis};
}

const Layer kLayers[] = {
    {"c1.conv1", image(3, 64, 32)},      {"c1.conv2", image(64, 64, 32)},
    {"c1.conv3", image(64, 64, 16)},     {"c1.conv5", image(64, 64, 8)},
    {"c1.conv7", image(64, 16, 8)},      {"c1.dense", DenseShape{1024, 10}},
    {"m1.dense1", DenseShape{784, 128}},
};

struct Sizes {
  std::size_t inputs;
  std::size_t outputs;
  std::size_t weights;
  std::size_t products;
};

Sizes sizes_of(const LinearShape& shape) {
  if (const auto* dense = std::get_if<DenseShape>(&shape)) {
    const std::size_t products = dense->inputs * dense->outputs;
    return {dense->inputs, dense->outputs, products, products};
  }
  const auto& conv = std::get<ConvolutionShape>(shape);
  return {conv.inputs(), conv.outputs(), conv.weights(),
          conv.weights() * conv.rows.out * conv.columns.out};
}

template <RingWord Word>
void multiply(benchmark::State& state, const LinearShape& shape, unsigned width,
              WeightRange range, SimdTarget target) {
  const auto batch = static_cast<std::size_t>(state.range(0));
  const Sizes sizes = sizes_of(shape);
  std::mt19937_64 random(1);
  std::vector<Word> weights(sizes.weights);
  std::vector<Word> x(batch * sizes.inputs);
  std::vector<Word> y(batch * sizes.outputs);
  for (Word& w : weights) {
    w = range == WeightRange::kShort ? to_word<Word>(static_cast<std::int16_t>(random()))
                                     : static_cast<Word>(random());
  }
  for (Word& word : x) word = static_cast<Word>(random());
  const LinearMap<Word> map(shape, weights, width, range, target);
  for (auto _ : state) {
    map.apply(x, y);
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
  state.counters["MAC/s"] = benchmark::Counter(static_cast<double>(sizes.products * batch),
                                               benchmark::Counter::kIsIterationInvariantRate);
}

template <RingWord Word>
void add(const Layer& layer, const char* kind, unsigned width, WeightRange range,
         SimdTarget target, std::int64_t batch) {
  const std::string name =
      std::string(layer.name) + '/' + kind + '/' + name_of(target) + "/records";
  benchmark::RegisterBenchmark(name.c_str(),
                               [=](benchmark::State& state) {
                                 multiply<Word>(state, layer.shape, width, range, target);
                               })
      ->Arg(batch)
      ->Unit(benchmark::kMicrosecond);
}

[[maybe_unused]] const bool kRegistered = [] {
  for (const Layer& layer : kLayers) {
    for (const SimdTarget target : supported_targets()) {
      for (const std::int64_t batch : {1, 8}) {
        add<std::uint32_t>(layer, "short26", 26, WeightRange::kShort, target, batch);
        add<std::uint32_t>(layer, "full26", 26, WeightRange::kFull, target, batch);
        add<std::uint64_t>(layer, "short26of64", 26, WeightRange::kShort, target, batch);
        add<std::uint64_t>(layer, "short64", 64, WeightRange::kShort, target, batch);
        add<std::uint64_t>(layer, "full64", 64, WeightRange::kFull, target, batch);
      }
    }
  }
  return true;
}();

}  // namespace
}  // namespace medisc::bench
