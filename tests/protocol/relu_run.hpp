/// Runs one ReLU gate over chosen shares: dealt, opened ahead, compared and multiplied as in a
/// session, over links in memory.
#pragma once

#include <vector>

#include "dealer/deal_comparison.hpp"
#include "dealer/deal_selection.hpp"
#include "protocol/memory_link.hpp"
#include "protocol/relu.hpp"

namespace medisc::test {

template <RingWord Word>
struct ReluRun {
  std::vector<Word> z0;
  std::vector<Word> z1;
  std::vector<Crossing> crossings;
  std::uint64_t flights = 0;
};

/// The hospital's first message (where a linear layer's input would be) is one zero bit here;
/// the last one carries its final openings.
template <RingWord Word>
ReluRun<Word> run_relu(const ReluGate& gate, const std::vector<Word>& y0,
                       const std::vector<Word>& y1, const Seed& hospital_seed,
                       const Seed& service_seed) {
  BitWriter dealt;
  deal_comparison(gate.circuit, 0, gate.step.size, hospital_seed, service_seed, dealt);
  deal_selection<Word>(gate, 0, hospital_seed, service_seed, dealt);
  const Bytes corrections = dealt.take();

  const auto hospital_material =
      expand_relu<Word>(Party::kHospital, gate, std::span(&hospital_seed, 1));
  auto service_material = expand_relu<Word>(Party::kService, gate, std::span(&service_seed, 1));
  BitReader reader(corrections);
  read_corrections<Word>(gate, 0, reader, service_material);
  reader.expect_end();

  ReluMemory<Word> hospital_memory;
  ReluMemory<Word> service_memory;
  BitWriter opened;
  put_relu_openings<Word>(gate, hospital_material.comparison.leaf_masks,
                          hospital_material.selection.factor_mask, y0, Slice{0, y0.size()},
                          hospital_memory, opened);
  const Bytes openings = opened.take();
  BitReader openings_reader(openings);
  const auto ahead =
      read_relu_openings<Word>(gate, service_material, std::span(&openings_reader, 1));
  const auto known = known_share<Word>(gate, hospital_material, y0);

  const std::vector<std::uint64_t> nothing{0};
  const auto hospital = [&](Link& link) -> Task<std::vector<Word>> {
    link.out().lanes(nothing, 1);
    std::vector<Word> z(y0.size());
    co_await relu_as_hospital<Word>(link, gate, hospital_material, known, y0, hospital_memory,
                                    z);
    link.flush();
    co_return z;
  };
  std::vector<std::uint64_t> first(1);
  const auto service = [&](Link& link) -> Task<std::vector<Word>> {
    co_await link.receive();
    link.in().lanes(first, 1);
    std::vector<Word> z(y1.size());
    co_await relu_as_service<Word>(link, gate, service_material, ahead, y1, service_memory, z);
    link.in().expect_end();
    co_return z;
  };

  MemoryChannel channel;
  auto up = hospital(channel.hospital());
  auto down = service(channel.service());
  channel.run(up, down);
  ReluRun<Word> run;
  run.z0 = up.result();
  run.z1 = down.result();
  run.crossings = channel.crossings();
  run.flights = channel.flights();
  return run;
}

}  // namespace medisc::test
