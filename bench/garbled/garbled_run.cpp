#include "bench/garbled/garbled_run.hpp"

#include "bench/stopwatch.hpp"
#include "ring/word.hpp"

namespace medisc::bench {

GarbledRun run_garbled(const SharedGate& gate, std::span<const std::uint64_t> y0,
                       std::span<const std::uint64_t> y1, std::span<const std::uint64_t> masks,
                       Block seed, GarbledMemory& memory) {
  const Circuit& circuit = gate.circuit;
  const std::size_t instances = masks.size();
  const auto share_wires = static_cast<Wire>(gate.share_wires());
  Garbling& garbling = memory.garbling;
  std::vector<Block>& labels = memory.labels;
  labels.resize(instances * circuit.inputs);
  const auto encode_shares = [&](Wire first, std::span<const std::uint64_t> shares) {
    for (unsigned tap = 0; tap < gate.taps; ++tap) {
      encode(garbling, first + tap * gate.width, gate.width, shares.subspan(tap), gate.taps,
             labels);
    }
  };

  GarbledRun run;
  run.garble = seconds([&] {
    garble(circuit, instances, seed, garbling);
    encode(garbling, 2 * share_wires, gate.output_width, masks, 1, labels);
  });
  encode_shares(0, y0);
  run.encode = seconds([&] { encode_shares(share_wires, y1); });
  run.evaluate = seconds([&] {
    run.z0 = evaluate(circuit, instances, garbling.tables, labels, garbling.colours);
  });
  const auto modulus = width_mask<std::uint64_t>(gate.output_width);
  for (const std::uint64_t mask : masks) run.z1.push_back((0 - mask) & modulus);

  run.tables = garbling.tables.size() * sizeof(Block);
  run.mask_labels = instances * gate.output_width * sizeof(Block);
  run.decoding = (instances * gate.output_width + 7) / 8;
  run.transfer = instances * share_wires * kTransferBytes;
  run.share_labels = instances * share_wires * sizeof(Block);
  return run;
}

}  // namespace medisc::bench
