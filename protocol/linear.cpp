#include "protocol/linear.hpp"

#include "protocol/slices.hpp"

namespace medisc {
namespace {

/// y += v + b mod 2^width for one slice.
template <RingWord Word>
void add_bias(const LinearGate& gate, const LinearMaterial<Word>& material, std::span<Word> y,
              const Slice& slice) {
  const Word mask = width_mask<Word>(gate.width);
  const std::size_t shared = gate.outputs / gate.biases;  // outputs that share a bias
  const std::size_t end = slice.first + slice.lanes;
  for (std::size_t i = slice.first; i < end;) {
    const std::size_t last = std::min(end, (i / shared + 1) * shared);
    const Word bias = material.bias[i / shared % gate.biases];
    for (; i < last; ++i) y[i] = static_cast<Word>(y[i] + material.v[i] + bias) & mask;
  }
}

}  // namespace

template <RingWord Word>
void LinearMemory<Word>::reserve(const LinearGate& gate, const LinearMap<Word>* map,
                                 std::size_t batch, std::size_t threads) {
  if (x.size() < batch * gate.inputs) x.resize(batch * gate.inputs);
  if (map != nullptr) scratch.reserve(map->scratch_bytes(batch, threads));
}

template <RingWord Word>
void put_masked_input(BitWriter& out, const LinearGate& gate, std::span<const Word> x0,
                      std::span<const Word> u, LinearMemory<Word>& memory, Workers& workers) {
  memory.reserve(gate, nullptr, x0.size() / gate.inputs, 1);
  BitReader nothing;
  each_slice(Slice{0, x0.size()}, nothing, 0, out, gate.width, workers,
             [&](const Slice& slice, SliceReader&, SliceWriter& to) {
               const std::span<Word> masked = slice.of(std::span(memory.x));
               const auto x = slice.of(x0);
               const auto mask = slice.of(u);
               for (std::size_t i = 0; i < masked.size(); ++i) {
                 masked[i] = static_cast<Word>(x[i] - mask[i]);
               }
               to.words<Word>(masked, gate.width);
             });
}

template <RingWord Word>
std::vector<Word> offline_share(const LinearGate& gate, const LinearMap<Word>& masked_weights,
                                std::span<const Word> u, std::span<const Word> a2,
                                Workers& workers) {
  std::vector<Word> share(a2.size());
  LinearScratch scratch;
  masked_weights.apply(u, share, scratch, workers);
  const Word mask = width_mask<Word>(gate.width);
  for (std::size_t i = 0; i < share.size(); ++i) {
    share[i] = static_cast<Word>(share[i] + a2[i]) & mask;
  }
  return share;
}

template <RingWord Word>
void take_linear(BitReader& in, const LinearGate& gate, const LinearMaterial<Word>& material,
                 std::span<const Word> x1, LinearMemory<Word>& memory, std::span<Word> y,
                 Workers& workers) {
  const std::size_t batch = y.size() / gate.outputs;
  memory.reserve(gate, material.map, batch, workers.width());
  const std::span<Word> x = std::span(memory.x).first(batch * gate.inputs);
  BitWriter nothing;
  each_slice(Slice{0, x.size()}, in, gate.width, nothing, 0, workers,
             [&](const Slice& slice, SliceReader& from, SliceWriter&) {
               const std::span<Word> part = slice.of(x);
               from.words<Word>(part, gate.width);
               if (x1.empty()) return;
               const auto own = slice.of(x1);
               for (std::size_t i = 0; i < part.size(); ++i) {
                 part[i] = static_cast<Word>(part[i] + own[i]);
               }
             });
  material.map->apply(x, y, memory.scratch, workers);
  each_slice(Slice{0, y.size()}, workers,
             [&](const Slice& slice) { add_bias<Word>(gate, material, y, slice); });
}

#define MEDISC_INSTANTIATE(Word)                                                               \
  template struct LinearMemory<Word>;                                                          \
  template void put_masked_input<Word>(BitWriter&, const LinearGate&, std::span<const Word>,   \
                                       std::span<const Word>, LinearMemory<Word>&, Workers&);  \
  template std::vector<Word> offline_share<Word>(const LinearGate&, const LinearMap<Word>&,    \
                                                 std::span<const Word>, std::span<const Word>, \
                                                 Workers&);                                    \
  template void take_linear<Word>(BitReader&, const LinearGate&, const LinearMaterial<Word>&,  \
                                  std::span<const Word>, LinearMemory<Word>&, std::span<Word>, \
                                  Workers&);
MEDISC_INSTANTIATE(std::uint8_t)
MEDISC_INSTANTIATE(std::uint16_t)
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
