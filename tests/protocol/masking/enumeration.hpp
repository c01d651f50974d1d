/// Exact masking by enumeration: one party's randomness is fixed, the other's takes every
/// value, and what the first receives must come equally often whatever the other's secret is.
#pragma once

#include <algorithm>
#include <functional>
#include <map>

#include "tests/protocol/masking/gate_run.hpp"
#include "tests/protocol/masking/gates.hpp"
#include "tests/protocol/masking/view.hpp"

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace medisc::test {

/// One pass over lanes of randomness: what both parties draw from, and what they receive.
struct Pass {
  Pass(std::size_t count, Randomness of_hospital, Randomness of_service)
      : lanes(count),
        hospital(of_hospital),
        service(of_service),
        hospital_view(count),
        service_view(count) {}

  std::size_t lanes;
  Randomness hospital;
  Randomness service;
  View hospital_view;
  View service_view;

  Words everywhere(Word value) const { return Words(lanes, value); }
};

/// A protocol on the hospital's secret and the service's.
using Protocol = std::function<void(Pass&, Word hospital, Word service)>;

struct Parties {
  Material hospital;
  Material service;  ///< with corrections
};

/// Deals one gate; the service sees its corrections.
inline Parties deal_gate(Pass& pass, const ThresholdGate& gate, const Material& hospital,
                         const Material& service) {
  Parties parties{hospital, dealt(gate, hospital, service)};
  for (const ArrayRef<Word>& array : arrays_of(gate, parties.service)) {
    if (array.bits == 0 || !is_corrected(array.held)) continue;
    if (array.rows != nullptr) pass.service_view.add(*array.rows);
    if (array.words != nullptr) pass.service_view.add(*array.words);
  }
  return parties;
}

inline Parties drawn_parties(Pass& pass, const ThresholdGate& gate) {
  const Material hospital = drawn_material(Party::kHospital, gate, pass.hospital);
  return deal_gate(pass, gate, hospital, drawn_material(Party::kService, gate, pass.service));
}

/// As drawn_material, of a gate that takes another one's reveal.
inline Material drawn_on(const RevealMaterial<Word>& reveal, Party party,
                         const ThresholdGate& gate, Randomness& randomness) {
  Material material;
  Arrays<Word> arrays = arrays_of(gate, material);
  std::erase_if(arrays,
                [](const auto& array) { return array.purpose == Purpose::kRevealMask; });
  draw_arrays<Word>(party, arrays, gate.size(), randomness);
  material.reveal = reveal;
  return material;
}

/// Runs it; both see what they receive.
inline Transcript run_gate(Pass& pass, const ThresholdGate& gate, const Parties& parties,
                           const Words& y0, const Words& y1) {
  Transcript run = run_gate(gate, parties.hospital, parties.service, y0, y1);
  pass.service_view.add(run.masked);
  pass.service_view.add(run.up);
  pass.hospital_view.add(run.revealed);
  pass.hospital_view.add(run.down);
  return run;
}

/// The hospital sends x0 - u mod 2^width.
inline void send_masked(Pass& pass, Words x0, unsigned width) {
  const Words u = pass.hospital.words<Word>(width, pass.lanes);
  for (std::size_t i = 0; i < x0.size(); ++i) x0[i] = (x0[i] - u[i]) & width_mask<Word>(width);
  pass.service_view.add(x0);
}

inline std::size_t drawn_bits(const Protocol& protocol, Party party) {
  Pass pass(64, Randomness::same(0), Randomness::same(0));
  protocol(pass, 0, 0);
  return (party == Party::kHospital ? pass.hospital : pass.service).taken();
}

/// Passes work in memory of those before.
inline void keep_memory() {
#if defined(__GLIBC__)
  constexpr int kBytes = 1 << 28;
  mallopt(M_TRIM_THRESHOLD, kBytes);
  mallopt(M_MMAP_THRESHOLD, kBytes);
#endif
}

/// The viewer's view, with its own randomness fixed.
inline Distribution distribution(const Protocol& protocol, Party viewer, std::uint64_t own,
                                 std::size_t others_bits, Word y0, Word y1) {
  constexpr std::uint64_t kMostLanes = 1 << 12;
  keep_memory();
  const std::uint64_t all = std::uint64_t{1} << others_bits;
  const std::size_t lanes = std::min(all, kMostLanes);
  Distribution views;
  for (std::uint64_t first = 0; first < all; first += lanes) {
    const Randomness fixed = Randomness::same(own);
    const Randomness counted = Randomness::counted(first);
    const bool is_hospital = viewer == Party::kHospital;
    Pass pass(lanes, is_hospital ? fixed : counted, is_hospital ? counted : fixed);
    protocol(pass, y0, y1);
    views.add(is_hospital ? pass.hospital_view : pass.service_view);
  }
  return views;
}

/// The secrets that are tried, and what the viewer may learn of them.
struct Secrets {
  std::vector<Word> own;
  std::vector<Word> other;
  std::function<Word(Word own, Word other)> known = [](Word, Word) {
    return 0;
  };
};

/// Whether the viewer's view has one distribution for all secrets of the other that it may not
/// tell apart. `seeds`: of its own randomness, see Randomness::same.
inline bool is_masked(const Protocol& protocol, Party viewer, const Secrets& secrets,
                      const std::vector<std::uint64_t>& seeds = {0, 1, 2}) {
  const bool is_hospital = viewer == Party::kHospital;
  const std::size_t bits =
      drawn_bits(protocol, is_hospital ? Party::kService : Party::kHospital);
  for (const std::uint64_t seed : seeds) {
    for (const Word own : secrets.own) {
      std::map<Word, Distribution> first;
      for (const Word other : secrets.other) {
        const Distribution views = distribution(
            protocol, viewer, seed, bits, is_hospital ? own : other, is_hospital ? other : own);
        const auto [known, fresh] = first.try_emplace(secrets.known(own, other), views);
        if (!fresh && known->second != views) return false;
      }
    }
  }
  return true;
}

inline std::vector<Word> all_values(unsigned width) {
  std::vector<Word> values(std::size_t{1} << width);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i;
  return values;
}

}  // namespace medisc::test
