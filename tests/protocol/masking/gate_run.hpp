/// One live threshold gate, dealt from chosen randomness and run by both parties over links in
/// memory: every bit that crosses, by lanes.
#pragma once

#include "dealer/deal_threshold.hpp"
#include "protocol/gates/threshold_run.hpp"
#include "protocol/memory_link.hpp"
#include "tests/protocol/masking/randomness.hpp"

namespace medisc::test {

using Word = std::uint64_t;
using Words = std::vector<Word>;
using Material = ThresholdMaterial<Word>;

inline Material drawn_material(Party party, const ThresholdGate& gate, Randomness& randomness) {
  Material material;
  draw_arrays<Word>(party, arrays_of(gate, material), gate.size(), randomness);
  return material;
}

/// r = r0 + r1.
inline Words mask_of(const ThresholdGate& gate, const Material& hospital,
                     const Material& service) {
  Words r = hospital.reveal.mask;
  for (std::size_t i = 0; i < r.size(); ++i) {
    r[i] = (r[i] + service.reveal.mask[i]) & width_mask<Word>(gate.reveal.width);
  }
  return r;
}

/// The service's part with corrections, as it reads them.
inline Material dealt(const ThresholdGate& gate, const Material& hospital, Material service) {
  deal_material<Word>(gate, mask_of(gate, hospital, service), hospital, service);
  const Arrays<Word> arrays = arrays_of(gate, service);
  BitWriter writer;
  write_corrections<Word>(arrays, gate.size(), writer);
  const Bytes corrections = writer.take();
  for (const ArrayRef<Word>& array : arrays) {
    if (is_corrected(array.held) && array.rows != nullptr) {
      *array.rows = BitPlanes(array.bits, gate.size());
    }
  }
  BitReader reader(corrections);
  read_corrections<Word>(arrays, 0, gate.size(), reader);
  return service;
}

/// What crosses: residues, and the rows of every turn one after the other.
struct Transcript {
  Words masked;    ///< h
  Words revealed;  ///< yhat
  BitPlanes down;
  BitPlanes up;
  Words z0;
  Words z1;
};

namespace gate_run_detail {

/// Reads `residues`, unless null, then rows [first, first + count), slice by slice.
inline void read_message(const Bytes& payload, unsigned width, Words* residues,
                         std::size_t first, std::size_t count, BitPlanes& rows) {
  BitReader in(payload);
  for (std::size_t begin = 0; begin < rows.lanes(); begin += kSliceLanes) {
    const Slice slice{begin, std::min(kSliceLanes, rows.lanes() - begin)};
    if (residues != nullptr) in.words<Word>(slice.of(std::span(*residues)), width);
    for (std::size_t r = first; r < first + count; ++r)
      in.lanes(slice.row(rows, r), slice.lanes);
  }
  in.expect_end();
}

inline void read_crossings(const ThresholdGate& gate, const std::vector<Crossing>& crossings,
                           Transcript& run) {
  std::size_t down = 0;
  std::size_t up = 0;
  for (const BorrowTurn& turn : gate.turns) {
    down += turn.down;
    up += turn.up;
  }
  run.down = BitPlanes(down, gate.size());
  run.up = BitPlanes(up, gate.size());
  run.masked.resize(gate.size());
  run.revealed.resize(gate.size());
  const unsigned width = gate.reveal.width;
  read_message(crossings.at(0).payload, width, &run.masked, 0, 0, run.up);
  down = up = 0;
  for (std::size_t t = 0; t < gate.turns.size(); ++t) {
    read_message(crossings.at(2 * t + 1).payload, width, t == 0 ? &run.revealed : nullptr, down,
                 gate.turns[t].down, run.down);
    read_message(crossings.at(2 * t + 2).payload, width, nullptr, up, gate.turns[t].up, run.up);
    down += gate.turns[t].down;
    up += gate.turns[t].up;
  }
}

}  // namespace gate_run_detail

inline Transcript run_gate(const ThresholdGate& gate, const Material& hospital,
                           const Material& service, const Words& y0, const Words& y1) {
  ThresholdMemory<Word> hospital_memory;
  ThresholdMemory<Word> service_memory;
  hospital_memory.reshape(gate, gate.size());
  service_memory.reshape(gate, gate.size());
  const Words none;
  const auto upper = [&](Link& link) -> Task<Words> {
    Words z(y0.size());
    co_await threshold_as_hospital<Word>(link, gate, hospital, y0, hospital_memory, z);
    link.flush();
    co_return z;
  };
  const auto lower = [&](Link& link) -> Task<Words> {
    Words z(y1.size());
    co_await link.receive();
    co_await threshold_as_service<Word>(link, gate, service, none, y1, service_memory, z);
    link.in().expect_end();
    co_return z;
  };
  MemoryChannel channel;
  auto up = upper(channel.hospital());
  auto down = lower(channel.service());
  channel.run(up, down);
  Transcript run;
  gate_run_detail::read_crossings(gate, channel.crossings(), run);
  run.z0 = up.result();
  run.z1 = down.result();
  return run;
}

/// Whether the first lanes of all rows are equal.
inline bool equal_lanes(const BitPlanes& a, const BitPlanes& b) {
  if (a.rows() != b.rows() || a.lanes() != b.lanes()) return false;
  for (std::size_t r = 0; r < a.rows(); ++r) {
    for (std::size_t i = 0; i < a.lanes(); ++i) {
      if (bit_of(a.row(r), i) != bit_of(b.row(r), i)) return false;
    }
  }
  return true;
}

/// Whether the service's corrections are equal.
inline bool equal_corrections(const ThresholdGate& gate, Material a, Material b) {
  const Arrays<Word> arrays = arrays_of(gate, a);
  const Arrays<Word> others = arrays_of(gate, b);
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    if (!is_corrected(arrays[i].held) || arrays[i].bits == 0) continue;
    if (arrays[i].rows != nullptr && !equal_lanes(*arrays[i].rows, *others[i].rows))
      return false;
    if (arrays[i].words != nullptr && *arrays[i].words != *others[i].words) return false;
  }
  return true;
}

}  // namespace medisc::test
