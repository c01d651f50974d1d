/// What is done once a model, once a pool or once a bundle, ahead of the record: loading and
/// masking weights, dealing and preparing a bundle, opening a session of one.

#include <benchmark/benchmark.h>

#include "bench/networks.hpp"
#include "bench/samples.hpp"
#include "dealer/deal.hpp"
#include "protocol/hospital.hpp"
#include "protocol/service.hpp"

namespace medisc::bench {
namespace {

const Seed kPool = numbered_seed(0);
const Seed kHospital = numbered_seed(1);
const Seed kService = numbered_seed(2);

/// A pool of the network at service and hospital.
struct Pool {
  explicit Pool(const BenchNetwork& network)
      : gates(make_gates(network.plan)),
        model(make_service_model(network.plan, gates, network.weights)),
        preparing(*make_preparing(network.plan, gates, model->masked_weights(kPool))) {}
  Gates gates;
  std::unique_ptr<ServiceModel> model;
  std::unique_ptr<Preparing> preparing;
};

void load_model(benchmark::State& state, const BenchNetwork& network) {
  const Gates gates = make_gates(network.plan);
  for (auto _ : state) {
    benchmark::DoNotOptimize(make_service_model(network.plan, gates, network.weights));
  }
  state.SetItemsProcessed(state.iterations());
}

void mask_weights(benchmark::State& state, const BenchNetwork& network) {
  const Gates gates = make_gates(network.plan);
  const auto model = make_service_model(network.plan, gates, network.weights);
  for (auto _ : state) benchmark::DoNotOptimize(model->masked_weights(kPool));
  state.SetItemsProcessed(state.iterations());
}

void deal(benchmark::State& state, const BenchNetwork& network) {
  const auto dealing = make_dealing(network.plan, kPool);
  for (auto _ : state) benchmark::DoNotOptimize(dealing->deal(kHospital, kService));
  state.SetItemsProcessed(state.iterations());
}

void prepare(benchmark::State& state, const BenchNetwork& network) {
  const Pool pool(network);
  for (auto _ : state) benchmark::DoNotOptimize(pool.preparing->prepare(kHospital));
  state.SetItemsProcessed(state.iterations());
}

void open_as_hospital(benchmark::State& state, const BenchNetwork& network) {
  const Pool pool(network);
  const HospitalBundle bundle{kHospital, pool.preparing->prepare(kHospital).shares};
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        open_hospital_session(network.plan, pool.gates, std::span(&bundle, 1)));
  }
  state.SetItemsProcessed(state.iterations());
}

void open_as_service(benchmark::State& state, const BenchNetwork& network) {
  const Pool pool(network);
  const ServiceBundle bundle{make_dealing(network.plan, kPool)->deal(kHospital, kService),
                             pool.preparing->prepare(kHospital).openings};
  for (auto _ : state) {
    benchmark::DoNotOptimize(pool.model->open_session(std::span(&bundle, 1)));
  }
  state.SetItemsProcessed(state.iterations());
}

[[maybe_unused]] const bool kRegistered = [] {
  using Benchmark = void (*)(benchmark::State&, const BenchNetwork&);
  const std::pair<const char*, Benchmark> benchmarks[] = {
      {"load_model", load_model},
      {"mask_weights", mask_weights},
      {"deal", deal},
      {"prepare", prepare},
      {"open_as_hospital", open_as_hospital},
      {"open_as_service", open_as_service}};
  const std::pair<const char*, BenchNetwork> networks[] = {
      {"c1", c1(32)}, {"c1_64", c1(64)}, {"m1", m1(32)}, {"breast", breast(32)}};
  for (const auto& [name, run] : benchmarks) {
    for (const auto& [label, network] : networks) {
      benchmark::RegisterBenchmark((std::string(name) + '/' + label).c_str(), run, network)
          ->Unit(benchmark::kMillisecond);
    }
  }
  return true;
}();

}  // namespace
}  // namespace medisc::bench
