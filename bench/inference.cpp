/// Whole inferences in memory, phase by phase and party by party, checked against the
/// reference.
///
///   bench_inference [c1|m1|breast] [ring bits] [records a session] [repetitions]

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "bench/networks.hpp"
#include "bench/timed_pair.hpp"
#include "dealer/deal.hpp"
#include "plan/reference.hpp"
#include "protocol/hospital.hpp"
#include "protocol/service.hpp"

namespace medisc::bench {
namespace {

template <class T>
T value(Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "%s\n", render(result.error()).c_str());
  std::exit(1);
}

/// Times of every repetition of one phase, in milliseconds.
struct Phase {
  const char* name;
  std::vector<double> times{};

  void measure(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    add(std::chrono::steady_clock::now() - start);
  }

  void add(TimedPair::Seconds time) { times.push_back(time.count() * 1e3); }

  void print() {
    std::sort(times.begin(), times.end());
    std::printf("%-34s %10.3f %10.3f\n", name, times.front(), times[times.size() / 2]);
  }
};

void run(const BenchNetwork& network, std::size_t batch, int repetitions) {
  const Plan& plan = network.plan;
  const Gates gates = make_gates(plan);
  const Seed weight_mask = Seed::random();
  Phase model_phase{"service: load the model"};
  std::unique_ptr<ServiceModel> model;
  model_phase.measure([&] { model = make_service_model(plan, gates, network.weights); });
  Phase mask_phase{"service: mask the weights"};
  Bytes masked;
  mask_phase.measure([&] { masked = model->masked_weights(weight_mask); });
  const auto dealing = make_dealing(plan, weight_mask);
  const auto preparing = value(make_preparing(plan, gates, masked));

  Phase deal{"dealer: deal"};
  Phase prepare{"hospital: prepare"};
  Phase open_hospital{"hospital: open the session"};
  Phase open_service{"service: open the session"};
  Phase hospital_online{"hospital: online"};
  Phase service_online{"service: online"};
  std::mt19937_64 random(7);
  std::uniform_int_distribution<std::int64_t> feature(-255, 255);
  std::uint64_t bytes = 0;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    std::vector<Seed> seeds(2 * batch);
    for (Seed& seed : seeds) seed = Seed::random();
    std::vector<HospitalBundle> hospital_bundles;
    std::vector<ServiceBundle> service_bundles;
    std::vector<Bytes> openings;
    prepare.measure([&] {
      for (std::size_t b = 0; b < batch; ++b) {
        Preparation prepared = preparing->prepare(seeds[b]);
        hospital_bundles.push_back({seeds[b], std::move(prepared.shares)});
        openings.push_back(std::move(prepared.openings));
      }
    });
    deal.measure([&] {
      for (std::size_t b = 0; b < batch; ++b) {
        service_bundles.push_back(
            {dealing->deal(seeds[b], seeds[batch + b]), std::move(openings[b])});
      }
    });

    std::unique_ptr<HospitalSession> hospital;
    std::unique_ptr<ServiceSession> service;
    open_hospital.measure(
        [&] { hospital = value(open_hospital_session(plan, gates, hospital_bundles)); });
    open_service.measure([&] { service = value(model->open_session(service_bundles)); });

    std::vector<std::int64_t> records(batch * plan.input.features);
    for (std::int64_t& x : records) x = feature(random);
    TimedPair pair;
    auto up = hospital->infer(pair.hospital(), records);
    auto down = service->serve(pair.service());
    pair.run(up, down);
    down.result();
    hospital_online.add(pair.hospital_time());
    service_online.add(pair.service_time());
    bytes = pair.bytes();

    const std::vector<std::int64_t> logits = up.result();
    for (std::size_t b = 0; repetition == 0 && b < batch; ++b) {
      const auto record =
          std::span(records).subspan(b * plan.input.features, plan.input.features);
      const auto expected = reference(plan, network.weights, record);
      if (!std::equal(expected.begin(), expected.end(),
                      logits.begin() + static_cast<std::ptrdiff_t>(b * expected.size()))) {
        std::fprintf(stderr, "the secure result is not the reference's\n");
        std::exit(1);
      }
    }
  }

  std::printf("%s, ring of %u bits, %zu record(s) a session, %d sessions, %.3f MB online\n",
              network.name.c_str(), plan.ring_bits, batch, repetitions,
              static_cast<double>(bytes) / 1e6);
  std::printf("%-34s %10s %10s\n", "milliseconds", "least", "median");
  for (Phase* phase : {&model_phase, &mask_phase, &deal, &prepare, &open_hospital,
                       &open_service, &hospital_online, &service_online}) {
    phase->print();
  }
}

}  // namespace
}  // namespace medisc::bench

int main(int argc, char** argv) {
  using namespace medisc::bench;
  const std::string name = argc > 1 ? argv[1] : "c1";
  const auto number = [&](int i, int otherwise) {
    return argc > i ? std::atoi(argv[i]) : otherwise;
  };
  const auto ring_bits = static_cast<std::uint32_t>(number(2, 32));
  const auto batch = static_cast<std::size_t>(number(3, 1));
  run(name == "m1"       ? m1(ring_bits)
      : name == "breast" ? breast(ring_bits)
                         : c1(ring_bits),
      batch, number(4, 10));
}
