/// A comparison alone, as both parties run it once the hospital's leaves are open. Its items
/// are values.

#include "protocol/comparison.hpp"
#include "bench/run_parties.hpp"
#include "bench/samples.hpp"
#include "correlation/relu_material.hpp"
#include "dealer/deal_comparison.hpp"

namespace medisc::bench {
namespace {

/// What a party has before the service's first message, and works in.
struct Side {
  ComparisonMaterial material;
  BitPlanes bits;  ///< of its share
  Comparison::Memory memory{};

  Side(Party party, const AdderCircuit& circuit, std::size_t lanes)
      : material(circuit, lanes),
        bits(decompose<std::uint64_t>(random_words<std::uint64_t>(lanes), circuit.width)) {
    const Seed seeds[] = {numbered_seed(1), numbered_seed(2)};
    const Seed& own = seeds[static_cast<std::size_t>(party)];
    expand_comparison(party, own, 0, material, 0, lanes);
    memory.reshape(circuit, lanes);
    if (party == Party::kHospital) return;
    BitWriter dealt;
    deal_comparison(circuit, 0, lanes, seeds[0], seeds[1], dealt);
    const Bytes corrections = dealt.take();
    BitReader reader(corrections);
    transfer_corrections(material, [&](BitPlanes& rows) { read_rows(reader, rows, 0, lanes); });
  }
};

/// The hospital's leaf openings of a slice, as the service has them.
void open_leaves(const AdderCircuit& circuit, Side& hospital, const Slice& slice,
                 BitPlanes& openings) {
  BitWriter out;
  SliceWriter writer(out, slice.lanes);
  put_leaf_openings(circuit, hospital.bits, hospital.material.leaf_masks,
                    slice.row(hospital.memory.taken, 0), slice, writer);
  const Bytes bytes = out.take();
  BitReader reader(bytes);
  read_rows(reader, openings, slice.first, slice.lanes);
}

/// A party's turns; begin(comparison, slice, in, out) goes before what every turn does.
template <class Begin>
Task<void> take_turns(Link& link, Party party, const AdderCircuit& circuit, Side& side,
                      const Begin& begin) {
  Comparison comparison(party, circuit, side.material, side.memory);
  const Slice all{0, side.bits.lanes()};
  for (std::size_t turn = 0; turn < comparison.turns(); ++turn) {
    if (turn > 0 || party == Party::kHospital) co_await link.exchange();
    each_slice(all, link.in(), comparison.bits_in(turn), link.out(), comparison.bits_out(turn),
               this_thread(), [&](const Slice& slice, SliceReader& in, SliceWriter& out) {
                 if (turn == 0) begin(comparison, slice, in, out);
                 comparison.advance(turn, slice, in, out);
               });
  }
  link.flush();
}

void compare(benchmark::State& state) {
  const auto lanes = static_cast<std::size_t>(state.range(0));
  const auto width = static_cast<unsigned>(state.range(1));
  const auto shift = static_cast<unsigned>(state.range(2));
  const AdderCircuit circuit = make_adder_circuit(width, shift, shift > 0);
  Side hospital(Party::kHospital, circuit, lanes);
  Side service(Party::kService, circuit, lanes);
  HospitalLeaves leaves;
  leaves.reshape(circuit, lanes);
  BitPlanes openings(circuit.monomials.size(), lanes);
  BitPlanes sums(circuit.leaves.size(), lanes);
  each_slice(Slice{0, lanes}, this_thread(), [&](const Slice& slice) {
    hospital_leaves(circuit, hospital.material, hospital.bits, leaves, slice);
    open_leaves(circuit, hospital, slice, openings);
    service_leaf_sums(circuit, service.material, openings, sums, slice);
  });

  const auto take = [&](Comparison& comparison, const Slice& slice, SliceReader& in,
                        SliceWriter&) {
    comparison.take_leaves(leaves, slice, in);
  };
  const auto put = [&](Comparison& comparison, const Slice& slice, SliceReader&,
                       SliceWriter& out) {
    comparison.put_leaves(service.bits, sums, slice, out);
  };
  run_parties(
      state,
      [&](Link& link) { return take_turns(link, Party::kHospital, circuit, hospital, take); },
      [&](Link& link) { return take_turns(link, Party::kService, circuit, service, put); });
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(compare)
    ->ArgNames({"values", "width", "shift"})
    ->Args({65536, 26, 0})
    ->Args({65536, 26, 11})
    ->Args({65536, 32, 11})
    ->Args({65536, 64, 11})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace medisc::bench
