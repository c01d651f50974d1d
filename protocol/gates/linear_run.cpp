#include "protocol/gates/linear_run.hpp"

#include "protocol/pieces.hpp"
#include "protocol/work_cost.hpp"

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

/// Puts x0 - u of one piece.
template <RingWord Word>
void put_masked(BitWriter& out, const LinearGate& gate, std::span<const Word> x0,
                std::span<const Word> u, const Slice& piece, std::span<Word> memory,
                Workers& workers) {
  BitReader nothing;
  each_slice(piece, nothing, 0, out, gate.width, workers,
             [&](const Slice& slice, SliceReader&, SliceWriter& to) {
               const std::span<Word> masked = slice.of(memory);
               const auto x = slice.of(x0);
               const auto mask = slice.of(u);
               for (std::size_t i = 0; i < masked.size(); ++i) {
                 masked[i] = static_cast<Word>(x[i] - mask[i]);
               }
               to.words<Word>(masked, gate.width);
             });
}

/// x = x0 - u + x1 of one part, of which x0 - u is read.
template <RingWord Word>
void take_masked(BitReader& in, const LinearGate& gate, std::span<const Word> x1,
                 const Slice& part, std::span<Word> x, Workers& workers) {
  BitWriter nothing;
  each_slice(part, in, gate.width, nothing, 0, workers,
             [&](const Slice& slice, SliceReader& from, SliceWriter&) {
               const std::span<Word> sum = slice.of(x);
               from.words<Word>(sum, gate.width);
               if (x1.empty()) return;
               const auto own = slice.of(x1);
               for (std::size_t i = 0; i < sum.size(); ++i) {
                 sum[i] = static_cast<Word>(sum[i] + own[i]);
               }
             });
}

}  // namespace

template <RingWord Word>
void LinearMemory<Word>::reserve(const LinearGate& gate, const LinearMap<Word>* map,
                                 std::size_t batch, std::size_t threads) {
  if (x.size() < batch * gate.inputs) x.resize(batch * gate.inputs);
  if (map != nullptr) scratch.reserve(map->scratch_bytes(batch, threads));
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
Task<void> linear_as_hospital(Link& link, LinearGate gate, std::span<const Word> x0,
                              std::span<const Word> u, LinearMemory<Word>& memory) {
  memory.reserve(gate, nullptr, x0.size() / gate.inputs, 1);
  const auto mask = [&](const Slice& piece, Workers& workers) {
    put_masked<Word>(link.out(), gate, x0, u, piece, memory.x, workers);
  };
  co_await in_pieces(link, x0.size(), 0, turn_cost(x0.size()) / 4, mask);
}

template <RingWord Word>
Task<void> linear_as_service(Link& link, LinearGate gate, const LinearMaterial<Word>& material,
                             std::span<const Word> x1, LinearMemory<Word>& memory,
                             std::span<Word> y) {
  const std::size_t batch = y.size() / gate.outputs;
  memory.reserve(gate, material.map, batch, 1);
  const std::span<Word> x = std::span(memory.x).first(batch * gate.inputs);
  const std::size_t unit = material.map->part_inputs(batch);
  const std::size_t least = (kPieceLanes + unit - 1) / unit * unit;
  const std::uint64_t cost = linear_cost(gate, batch);
  for (std::size_t first = 0; first < x.size();) {
    std::size_t last = std::min(first + least, x.size());
    co_await link.arrive((last - first) * gate.width);
    const std::size_t come = first + link.in().left() / gate.width;
    last = come < x.size() ? std::max(last, come / unit * unit) : x.size();
    const Slice part{first, last - first};
    auto working = link.work(cost * part.lanes / x.size(), [&](Workers& workers) {
      take_masked<Word>(link.in(), gate, x1, part, x, workers);
      material.map->apply_part(x, first, last, y, memory.scratch, workers);
      if (last < x.size()) return;
      each_slice(Slice{0, y.size()}, workers,
                 [&](const Slice& slice) { add_bias<Word>(gate, material, y, slice); });
    });
    co_await working;
    first = last;
  }
}

#define MEDISC_INSTANTIATE(Word)                                                               \
  template struct LinearMemory<Word>;                                                          \
  template std::vector<Word> offline_share<Word>(const LinearGate&, const LinearMap<Word>&,    \
                                                 std::span<const Word>, std::span<const Word>, \
                                                 Workers&);                                    \
  template Task<void> linear_as_hospital<Word>(Link&, LinearGate, std::span<const Word>,       \
                                               std::span<const Word>, LinearMemory<Word>&);    \
  template Task<void> linear_as_service<Word>(Link&, LinearGate, const LinearMaterial<Word>&,  \
                                              std::span<const Word>, LinearMemory<Word>&,      \
                                              std::span<Word>);
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
