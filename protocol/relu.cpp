#include "protocol/relu.hpp"

#include "protocol/pieces.hpp"
#include "protocol/selection.hpp"
#include "protocol/work_cost.hpp"
#include "ring/bit_rows.hpp"

namespace medisc {
namespace {

using BitWord = std::uint64_t;

/// t_i = (y_i mod 2^k) >> s.
template <RingWord Word>
void shift(const ReluGate& gate, std::span<const Word> share, std::span<Word> t) {
  const Word mask = width_mask<Word>(gate.step.width);
  for (std::size_t i = 0; i < t.size(); ++i) {
    t[i] = static_cast<Word>((share[i] & mask) >> gate.step.shift);
  }
}

template <RingWord Word>
void know_slice(const ReluGate& gate, const ReluMaterial<Word>& material,
                std::span<const Word> y0, BitPlanes& bits, ReluKnown<Word>& known,
                const Slice& slice) {
  decompose<Word>(slice.of(y0), gate.step.width, bits, slice.first);
  hospital_leaves(gate.circuit, material.comparison, bits, known.leaves, slice);
  shift<Word>(gate, slice.of(y0), slice.of(std::span(known.t)));
}

/// What both parties' runs share.
template <RingWord Word>
class ReluRun {
 public:
  ReluRun(Party party, const ReluGate& gate, const ReluMaterial<Word>& material,
          ReluMemory<Word>& memory, std::span<Word> z)
      : gate_(gate),
        material_(material),
        memory_(memory),
        comparison_(party, gate.circuit, material.comparison, memory.comparison),
        d_(std::span(memory.d).first(z.size())),
        z_(z),
        party_(party) {}

  std::size_t turns() const { return comparison_.turns(); }
  bool is_last(std::size_t turn) const { return turn + 1 == turns(); }
  std::uint64_t cost() const { return turn_cost(z_.size()); }

 protected:
  /// Opens the product's bits; `top`: the highest bits of this party's shares.
  void put_blinded(ConstBitRow top, const Slice& slice, SliceWriter& out) {
    const BlindRows rows(gate_);
    blind(rows.sign, comparison_.carry_out(slice), slice);
    const BitRow sign = slice.row(memory_.opened, rows.sign);
    // b = NOT msb: one party flips.
    const BitWord flip = party_ == Party::kService ? ~BitWord{0} : 0;
    const auto add_flipped = [flip](BitWord s, BitWord t) {
      return s ^ t ^ flip;
    };
    combine(sign, add_flipped, top);
    if (gate_.has_carry()) blind(rows.carry, comparison_.carry_in(slice), slice);
    if (gate_.has_wrap()) blind(rows.wrap, comparison_.wrap(slice), slice);
    for (std::size_t r = 0; r < gate_.blinds(); ++r) out.lanes(slice.row(memory_.opened, r));
  }

  /// After put_blinded: takes the peer's part; z.
  void take_blinded(std::span<const Word> t, const Slice& slice, SliceReader& in) {
    const BitRow theirs = slice.row(memory_.comparison.taken, 0);
    for (std::size_t r = 0; r < gate_.blinds(); ++r) {
      in.lanes(theirs);
      combine(slice.row(memory_.opened, r), kAddBits, theirs);
    }
    select<Word>(gate_, party_, material_.selection, memory_.opened, t, d_, z_, slice);
  }

  const ReluGate& gate_;
  const ReluMaterial<Word>& material_;
  ReluMemory<Word>& memory_;
  Comparison comparison_;
  std::span<Word> d_;
  std::span<Word> z_;

 private:
  void blind(std::size_t row, ConstBitRow share, const Slice& slice) {
    combine(slice.row(memory_.opened, row), kSumBits, share,
            slice.row(material_.selection.blind_bits, row));
  }

  Party party_;
};

template <RingWord Word>
class HospitalRelu : public ReluRun<Word> {
 public:
  HospitalRelu(const ReluGate& gate, const ReluMaterial<Word>& material,
               const ReluKnown<Word>& known, ReluMemory<Word>& memory, std::span<Word> z)
      : ReluRun<Word>(Party::kHospital, gate, material, memory, z), known_(known) {}

  /// Bits a lane that a turn reads.
  std::size_t bits_in(std::size_t index) const {
    return this->comparison_.bits_in(index) + (index == 0 ? this->gate_.step.output_width : 0) +
           (this->is_last(index) ? this->gate_.blinds() : 0);
  }

  /// A piece of a turn: reads the current message, writes the next.
  void turn(std::size_t index, const Slice& piece, Link& link, Workers& workers) {
    const bool first = index == 0;
    const bool last = this->is_last(index);
    const std::size_t bits_out =
        this->comparison_.bits_out(index) + (last ? this->gate_.blinds() : 0);
    each_slice(piece, link.in(), bits_in(index), link.out(), bits_out, workers,
               [&](const Slice& slice, SliceReader& in, SliceWriter& out) {
                 if (first) {
                   take_factors(slice, in);
                   this->comparison_.take_leaves(known_.leaves, slice, in);
                 }
                 this->comparison_.advance(index, slice, in, out);
                 if (!last) return;
                 this->put_blinded(slice.row(known_.leaves.top, 0), slice, out);
                 this->take_blinded(std::span(known_.t), slice, in);
               });
  }

 private:
  void take_factors(const Slice& slice, SliceReader& in) {
    const std::span<Word> d = slice.of(this->d_);
    in.words<Word>(d, this->gate_.step.output_width);
    const auto t = slice.of(std::span(known_.t));
    const auto mask = slice.of(std::span(this->material_.selection.factor_mask));
    for (std::size_t i = 0; i < d.size(); ++i) d[i] = static_cast<Word>(d[i] + t[i] - mask[i]);
  }

  const ReluKnown<Word>& known_;
};

template <RingWord Word>
class ServiceRelu : public ReluRun<Word> {
 public:
  ServiceRelu(const ReluGate& gate, const ReluMaterial<Word>& material,
              const ReluOpenings<Word>& ahead, std::span<const Word> y1,
              ReluMemory<Word>& memory, std::span<Word> z)
      : ReluRun<Word>(Party::kService, gate, material, memory, z),
        ahead_(ahead),
        y1_(y1),
        t_(std::span(memory.known.t).first(z.size())) {}

  /// Bits a lane that a turn reads.
  std::size_t bits_in(std::size_t index) const {
    const ReluGate& gate = this->gate_;
    const bool openings = index == 0 && gate.live;
    return this->comparison_.bits_in(index) +
           (openings ? gate.leaf_opening_bits() / gate.step.size : 0);
  }

  /// A piece of a turn: reads the current message, writes the next.
  void turn(std::size_t index, const Slice& piece, Link& link, Workers& workers) {
    const bool first = index == 0;
    const bool last = this->is_last(index);
    const ReluGate& gate = this->gate_;
    const std::size_t bits_out = this->comparison_.bits_out(index) +
                                 (first ? gate.step.output_width : 0) +
                                 (last ? gate.blinds() : 0);
    each_slice(piece, link.in(), bits_in(index), link.out(), bits_out, workers,
               [&](const Slice& slice, SliceReader& in, SliceWriter& out) {
                 if (first) begin(slice, in, out);
                 this->comparison_.advance(index, slice, in, out);
                 if (!last) return;
                 const ConstBitRow top = slice.row(this->memory_.bits, gate.step.width - 1);
                 this->put_blinded(top, slice, out);
               });
  }

  /// Reads a piece of the hospital's last openings.
  void finish(const Slice& piece, Link& link, Workers& workers) {
    each_slice(piece, link.in(), this->gate_.blinds(), link.out(), 0, workers,
               [&](const Slice& slice, SliceReader& in, SliceWriter&) {
                 this->take_blinded(t_, slice, in);
               });
  }

 private:
  void begin(const Slice& slice, SliceReader& in, SliceWriter& out) {
    const ReluGate& gate = this->gate_;
    ReluMemory<Word>& memory = this->memory_;
    if (gate.live) take_live_openings(slice, in);
    decompose<Word>(slice.of(y1_), gate.step.width, memory.bits, slice.first);
    const std::span<Word> t = slice.of(t_);
    shift<Word>(gate, slice.of(y1_), t);
    const std::span<Word> d = slice.of(this->d_);
    const auto mask = slice.of(std::span(this->material_.selection.factor_mask));
    const auto factors = slice.of(std::span(ahead_.factors));
    for (std::size_t i = 0; i < d.size(); ++i) d[i] = static_cast<Word>(t[i] - mask[i]);
    out.words<Word>(d, gate.step.output_width);
    for (std::size_t i = 0; i < d.size(); ++i) d[i] = static_cast<Word>(d[i] + factors[i]);
    this->comparison_.put_leaves(memory.bits, ahead_.leaf_sums, slice, out);
  }

  void take_live_openings(const Slice& slice, SliceReader& in) {
    ReluMemory<Word>& memory = this->memory_;
    for (std::size_t r = 0; r < this->gate_.circuit.monomials.size(); ++r) {
      in.lanes(slice.row(memory.openings, r));
    }
    in.words<Word>(slice.of(std::span(memory.ahead.factors)), this->gate_.step.output_width);
    service_leaf_sums(this->gate_.circuit, this->material_.comparison, memory.openings,
                      memory.ahead.leaf_sums, slice);
  }

  const ReluOpenings<Word>& ahead_;
  std::span<const Word> y1_;
  std::span<Word> t_;
};

/// As large as it has ever been.
template <RingWord Word>
void grow(std::vector<Word>& words, std::size_t size) {
  if (words.size() < size) words.resize(size);
}

}  // namespace

template <RingWord Word>
void ReluMemory<Word>::reshape(Party party, const ReluGate& gate, std::size_t lanes) {
  comparison.reshape(gate.circuit, lanes);
  opened.reshape(gate.blinds(), lanes);
  grow(d, lanes);
  if (party == Party::kService || gate.live) {
    bits.reshape(gate.step.width, lanes);
    grow(known.t, lanes);
  }
  if (!gate.live) return;
  if (party == Party::kHospital) {
    known.leaves.reshape(gate.circuit, lanes);
  } else {
    openings.reshape(gate.circuit.monomials.size(), lanes);
    ahead.leaf_sums.reshape(gate.circuit.leaves.size(), lanes);
    grow(ahead.factors, lanes);
  }
}

template <RingWord Word>
void put_relu_openings(const ReluGate& gate, const BitPlanes& leaf_masks,
                       std::span<const Word> factor_mask, std::span<const Word> y0,
                       const Slice& piece, ReluMemory<Word>& memory, BitWriter& openings,
                       Workers& workers) {
  memory.comparison.reshape(gate.circuit, y0.size());
  memory.bits.reshape(gate.step.width, y0.size());
  grow(memory.d, y0.size());
  BitReader nothing;
  each_slice(piece, nothing, 0, openings, gate.leaf_opening_bits() / gate.step.size, workers,
             [&](const Slice& slice, SliceReader&, SliceWriter& out) {
               decompose<Word>(slice.of(y0), gate.step.width, memory.bits, slice.first);
               put_leaf_openings(gate.circuit, memory.bits, leaf_masks,
                                 slice.row(memory.comparison.taken, 0), slice, out);
               const std::span<Word> factors = slice.of(std::span(memory.d));
               shift<Word>(gate, slice.of(y0), factors);
               const auto mask = slice.of(factor_mask);
               for (std::size_t i = 0; i < factors.size(); ++i) {
                 factors[i] = static_cast<Word>(factors[i] - mask[i]);
               }
               out.words<Word>(factors, gate.step.output_width);
             });
}

template <RingWord Word>
ReluKnown<Word> known_share(const ReluGate& gate, const ReluMaterial<Word>& material,
                            std::span<const Word> y0, Workers& workers) {
  ReluKnown<Word> known;
  known.leaves.reshape(gate.circuit, y0.size());
  known.t.resize(y0.size());
  BitPlanes bits(gate.step.width, y0.size());
  each_slice(Slice{0, y0.size()}, workers, [&](const Slice& slice) {
    know_slice<Word>(gate, material, y0, bits, known, slice);
  });
  return known;
}

template <RingWord Word>
ReluOpenings<Word> read_relu_openings(const ReluGate& gate, const ReluMaterial<Word>& material,
                                      std::span<BitReader> readers, Workers& workers) {
  const std::size_t lanes = gate.step.size;
  BitPlanes leaves(gate.circuit.monomials.size(), readers.size() * lanes);
  ReluOpenings<Word> openings{BitPlanes(gate.circuit.leaves.size(), readers.size() * lanes),
                              std::vector<Word>(readers.size() * lanes)};
  for (std::size_t b = 0; b < readers.size(); ++b) {
    for (std::size_t first = 0; first < lanes; first += kSliceLanes) {
      const std::size_t count = std::min(kSliceLanes, lanes - first);
      read_rows(readers[b], leaves, b * lanes + first, count);
      const auto part = std::span(openings.factors).subspan(b * lanes + first, count);
      readers[b].words<Word>(part, gate.step.output_width);
    }
  }
  each_slice(Slice{0, leaves.lanes()}, workers, [&](const Slice& slice) {
    service_leaf_sums(gate.circuit, material.comparison, leaves, openings.leaf_sums, slice);
  });
  return openings;
}

template <RingWord Word>
Task<void> relu_as_hospital(Link& link, const ReluGate& gate,
                            const ReluMaterial<Word>& material, const ReluKnown<Word>& ahead,
                            std::span<const Word> y0, ReluMemory<Word>& memory,
                            std::span<Word> z) {
  memory.reshape(Party::kHospital, gate, z.size());
  HospitalRelu<Word> relu(gate, material, gate.live ? memory.known : ahead, memory, z);
  if (gate.live) {
    const auto open = [&](const Slice& piece, Workers& workers) {
      put_relu_openings<Word>(gate, material.comparison.leaf_masks,
                              material.selection.factor_mask, y0, piece, memory, link.out(),
                              workers);
    };
    co_await in_pieces(link, z.size(), 0, relu.cost(), open);
    link.flush();
    auto knowing = link.work(relu.cost(), [&](Workers& workers) {
      each_slice(Slice{0, z.size()}, workers, [&](const Slice& slice) {
        know_slice<Word>(gate, material, y0, memory.bits, memory.known, slice);
      });
    });
    co_await knowing;
  }
  for (std::size_t turn = 0; turn < relu.turns(); ++turn) {
    co_await link.exchange();
    const auto answer = [&](const Slice& piece, Workers& workers) {
      relu.turn(turn, piece, link, workers);
    };
    co_await in_pieces(link, z.size(), relu.bits_in(turn), relu.cost(), answer);
  }
}

template <RingWord Word>
Task<void> relu_as_service(Link& link, const ReluGate& gate, const ReluMaterial<Word>& material,
                           const ReluOpenings<Word>& ahead, std::span<const Word> y1,
                           ReluMemory<Word>& memory, std::span<Word> z) {
  memory.reshape(Party::kService, gate, z.size());
  ServiceRelu<Word> relu(gate, material, gate.live ? memory.ahead : ahead, y1, memory, z);
  for (std::size_t turn = 0; turn < relu.turns(); ++turn) {
    const auto answer = [&](const Slice& piece, Workers& workers) {
      relu.turn(turn, piece, link, workers);
    };
    co_await in_pieces(link, z.size(), relu.bits_in(turn), relu.cost(), answer);
    co_await link.exchange();
  }
  const auto finish = [&](const Slice& piece, Workers& workers) {
    relu.finish(piece, link, workers);
  };
  co_await in_pieces(link, z.size(), gate.blinds(), relu.cost(), finish);
}

#define MEDISC_INSTANTIATE(Word)                                                               \
  template struct ReluMemory<Word>;                                                            \
  template void put_relu_openings<Word>(                                                       \
      const ReluGate&, const BitPlanes&, std::span<const Word>, std::span<const Word>,         \
      const Slice&, ReluMemory<Word>&, BitWriter&, Workers&);                                  \
  template ReluKnown<Word> known_share<Word>(const ReluGate&, const ReluMaterial<Word>&,       \
                                             std::span<const Word>, Workers&);                 \
  template ReluOpenings<Word> read_relu_openings<Word>(                                        \
      const ReluGate&, const ReluMaterial<Word>&, std::span<BitReader>, Workers&);             \
  template Task<void> relu_as_hospital<Word>(                                                  \
      Link&, const ReluGate&, const ReluMaterial<Word>&, const ReluKnown<Word>&,               \
      std::span<const Word>, ReluMemory<Word>&, std::span<Word>);                              \
  template Task<void> relu_as_service<Word>(Link&, const ReluGate&, const ReluMaterial<Word>&, \
                                            const ReluOpenings<Word>&, std::span<const Word>,  \
                                            ReluMemory<Word>&, std::span<Word>);
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
