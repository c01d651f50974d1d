/// Runs one threshold gate over chosen shares: dealt, revealed, borrowed and selected as in a
/// session, over links in memory.
#pragma once

#include <vector>

#include "dealer/deal_threshold.hpp"
#include "protocol/gates/threshold_run.hpp"
#include "protocol/memory_link.hpp"

namespace medisc::test {

template <RingWord Word>
struct ThresholdRun {
  std::vector<Word> z0;
  std::vector<Word> z1;
  std::vector<Crossing> crossings;
  std::uint64_t flights = 0;
};

/// The material of both parties, for one bundle.
template <RingWord Word>
struct DealtGate {
  ThresholdMaterial<Word> hospital;
  ThresholdMaterial<Word> service;
};

template <RingWord Word>
DealtGate<Word> dealt_gate(const ThresholdGate& gate, const Seed& hospital_seed,
                           const Seed& service_seed) {
  BitWriter dealt;
  deal_threshold<Word>(gate, hospital_seed, service_seed, dealt);
  const Bytes corrections = dealt.take();
  DealtGate<Word> material;
  expand_arrays<Word>(Party::kHospital, arrays_of(gate, material.hospital),
                      std::span(&hospital_seed, 1), gate.size());
  const Arrays<Word> arrays = arrays_of(gate, material.service);
  expand_arrays<Word>(Party::kService, arrays, std::span(&service_seed, 1), gate.size());
  BitReader reader(corrections);
  read_corrections<Word>(arrays, 0, gate.size(), reader);
  reader.expect_end();
  return material;
}

/// The hospital's first message (where a linear layer's input would be) is one zero bit here;
/// the last one carries its last answer.
template <RingWord Word>
ThresholdRun<Word> run_threshold(const ThresholdGate& gate, const std::vector<Word>& y0,
                                 const std::vector<Word>& y1, const Seed& hospital_seed,
                                 const Seed& service_seed) {
  const DealtGate<Word> material = dealt_gate<Word>(gate, hospital_seed, service_seed);
  std::vector<Word> r0(y0.size());
  expand_words<Word>(hospital_seed, Purpose::kRevealMask, gate.reveal.step, r0,
                     gate.reveal.width);
  BitWriter opened;
  put_ahead<Word>(gate, y0, r0, opened);
  const Bytes openings = opened.take();
  BitReader openings_reader(openings);
  const std::vector<Word> ahead = read_ahead<Word>(gate, std::span(&openings_reader, 1));

  ThresholdMemory<Word> hospital_memory;
  ThresholdMemory<Word> service_memory;
  const std::vector<std::uint64_t> nothing{0};
  const auto hospital = [&](Link& link) -> Task<std::vector<Word>> {
    link.out().lanes(nothing, 1);
    std::vector<Word> z(y0.size());
    co_await threshold_as_hospital<Word>(link, gate, material.hospital, y0, hospital_memory, z);
    link.flush();
    co_return z;
  };
  std::vector<std::uint64_t> first(1);
  const auto service = [&](Link& link) -> Task<std::vector<Word>> {
    co_await link.receive();
    link.in().lanes(first, 1);
    std::vector<Word> z(y1.size());
    co_await threshold_as_service<Word>(link, gate, material.service, ahead, y1, service_memory,
                                        z);
    link.in().expect_end();
    co_return z;
  };

  MemoryChannel channel;
  auto up = hospital(channel.hospital());
  auto down = service(channel.service());
  channel.run(up, down);
  ThresholdRun<Word> run;
  run.z0 = up.result();
  run.z1 = down.result();
  run.crossings = channel.crossings();
  run.flights = channel.flights();
  return run;
}

}  // namespace medisc::test
