/// A gate as both parties run it in memory, their times after each other; the counters are
/// their milliseconds each.
#pragma once

#include <benchmark/benchmark.h>

#include "bench/timed_pair.hpp"

namespace medisc::bench {

/// `hospital`, `service`: a party's run, Link& to Task<void>. The hospital's unsent message and
/// the service's current one have begun when they start.
template <class Hospital, class Service>
void run_parties(benchmark::State& state, const Hospital& hospital, const Service& service) {
  TimedPair::Seconds hospital_time{0};
  TimedPair::Seconds service_time{0};
  for (auto _ : state) {
    const auto up = [&](Link& link) -> Task<void> {
      const std::vector<std::uint64_t> begin{1};
      link.out().lanes(begin, 1);
      co_await hospital(link);
      link.flush();
    };
    const auto down = [&](Link& link) -> Task<void> {
      std::vector<std::uint64_t> begin(1);
      co_await link.receive();
      link.in().lanes(begin, 1);
      co_await service(link);
    };
    TimedPair pair;
    auto hospital_run = up(pair.hospital());
    auto service_run = down(pair.service());
    pair.run(hospital_run, service_run);
    hospital_run.result();
    service_run.result();
    hospital_time += pair.hospital_time();
    service_time += pair.service_time();
  }
  const auto runs = static_cast<double>(state.iterations());
  state.counters["hospital_ms"] = hospital_time.count() * 1e3 / runs;
  state.counters["service_ms"] = service_time.count() * 1e3 / runs;
}

}  // namespace medisc::bench
