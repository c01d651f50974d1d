#include "protocol/gates/threshold_run.hpp"

#include <algorithm>

#include "protocol/gates/reveal.hpp"
#include "protocol/gates/select.hpp"
#include "protocol/pieces.hpp"
#include "protocol/work_cost.hpp"

namespace medisc {
namespace {

/// As large as it has ever been.
template <RingWord Word>
void grow(std::vector<Word>& words, std::size_t size) {
  if (words.size() < size) words.resize(size);
}

TreeMemory& memory_of(const TreeCircuit&, TreeMemory& tree, ChainMemory&) {
  return tree;
}
ChainMemory& memory_of(const BorrowChain&, TreeMemory&, ChainMemory& chain) {
  return chain;
}

template <class Kind>
struct RunOf;
template <>
struct RunOf<TreeCircuit> {
  using type = TreeRun;
};
template <>
struct RunOf<BorrowChain> {
  using type = ChainRun;
};

/// What both parties' runs share.
template <class Kind, RingWord Word>
class Run {
 public:
  using BorrowRun = typename RunOf<Kind>::type;

  Run(Party party, const ThresholdGate& gate, const ThresholdMaterial<Word>& material,
      ThresholdMemory<Word>& memory, std::span<Word> z)
      : party_(party),
        gate_(gate),
        material_(material),
        memory_(memory),
        z_(z),
        borrow_(party, std::get<Kind>(gate.borrow),
                std::get<typename MaterialOf<Kind>::type>(material.borrow), material.blinds,
                std::span(memory.compared).first(gate.select.thresholds),
                memory_of(std::get<Kind>(gate.borrow), memory.tree, memory.chain),
                memory.results) {}

  std::size_t turns() const { return gate_.turns.size(); }
  bool is_last(std::size_t turn) const { return turn + 1 == turns(); }
  std::uint64_t cost() const { return turn_cost(z_.size()); }
  std::size_t reveal_bits(std::size_t turn) const { return turn == 0 ? gate_.reveal.width : 0; }

 protected:
  std::span<Word> revealed() { return std::span(memory_.revealed).first(z_.size()); }

  /// The bits of yhat - t_l.
  void compare_with_thresholds(const Slice& slice) {
    const Word mask = width_mask<Word>(gate_.reveal.width);
    const auto yhat = slice.of(revealed());
    const auto difference = slice.of(std::span(memory_.compared_words));
    for (std::size_t l = 0; l < gate_.select.thresholds; ++l) {
      const auto t =
          static_cast<Word>(to_word<Word>(gate_.function.knots[l].at) << gate_.select.shift);
      for (std::size_t i = 0; i < yhat.size(); ++i) {
        difference[i] = static_cast<Word>(yhat[i] - t) & mask;
      }
      decompose<Word>(difference, gate_.reveal.width, memory_.compared[l], slice.first);
    }
  }

  void select_slice(const Slice& slice) {
    const SelectInput<Word> input{gate_, material_, revealed(), memory_.compared,
                                  memory_.results};
    select<Word>(input, party_, slice, z_);
  }

  Party party_;
  const ThresholdGate& gate_;
  const ThresholdMaterial<Word>& material_;
  ThresholdMemory<Word>& memory_;
  std::span<Word> z_;
  BorrowRun borrow_;
};

template <class Kind, RingWord Word>
class HospitalRun : public Run<Kind, Word> {
 public:
  using Run<Kind, Word>::Run;

  /// Bits a value that a turn reads.
  std::size_t bits_in(std::size_t index) const {
    return this->reveal_bits(index) + this->gate_.turns[index].down;
  }

  /// A piece of a turn: reads the current message, writes the next.
  void turn(std::size_t index, const Slice& piece, Link& link, Workers& workers) {
    each_slice(piece, link.in(), bits_in(index), link.out(), this->gate_.turns[index].up,
               workers, [&](const Slice& slice, SliceReader& in, SliceWriter& out) {
                 if (index == 0) {
                   take_revealed<Word>(this->gate_.reveal, this->revealed(), slice, in);
                   this->compare_with_thresholds(slice);
                 }
                 this->borrow_.hospital_turn(index, slice, in, out);
                 if (this->is_last(index)) this->select_slice(slice);
               });
  }
};

template <class Kind, RingWord Word>
class ServiceRun : public Run<Kind, Word> {
 public:
  using Run<Kind, Word>::Run;

  /// Bits a value that a turn reads: the hospital's answer to the one before, or a live h.
  std::size_t bits_in(std::size_t index) const {
    if (index > 0) return this->gate_.turns[index - 1].up;
    return this->gate_.reveal.live ? this->gate_.reveal.width : 0;
  }

  void turn(std::size_t index, const Slice& piece, std::span<const Word> y1, Link& link,
            Workers& workers) {
    each_slice(piece, link.in(), bits_in(index), link.out(),
               this->reveal_bits(index) + this->gate_.turns[index].down, workers,
               [&](const Slice& slice, SliceReader& in, SliceWriter& out) {
                 if (index == 0) begin(slice, y1, in, out);
                 this->borrow_.service_turn(index, slice, in, out);
               });
  }

  /// Reads a piece of the hospital's last answer.
  void finish(const Slice& piece, Link& link, Workers& workers) {
    each_slice(piece, link.in(), this->gate_.turns.back().up, link.out(), 0, workers,
               [&](const Slice& slice, SliceReader& in, SliceWriter&) {
                 this->borrow_.service_end(slice, in);
                 this->select_slice(slice);
               });
  }

 private:
  void begin(const Slice& slice, std::span<const Word> y1, SliceReader& in, SliceWriter& out) {
    const Reveal& reveal = this->gate_.reveal;
    if (reveal.live) take_revealed<Word>(reveal, this->revealed(), slice, in);  // h
    put_revealed<Word>(reveal, y1, this->material_.reveal.mask, this->revealed(), slice, out);
    this->compare_with_thresholds(slice);
  }
};

template <class Kind, RingWord Word>
Task<void> run_hospital(Link& link, const ThresholdGate& gate,
                        const ThresholdMaterial<Word>& material, std::span<const Word> y0,
                        ThresholdMemory<Word>& memory, std::span<Word> z) {
  HospitalRun<Kind, Word> run(Party::kHospital, gate, material, memory, z);
  if (gate.reveal.live) {
    BitReader nothing;
    const auto open = [&](const Slice& piece, Workers& workers) {
      each_slice(piece, nothing, 0, link.out(), gate.reveal.width, workers,
                 [&](const Slice& slice, SliceReader&, SliceWriter& out) {
                   put_masked_share<Word>(gate.reveal, y0, material.reveal.mask,
                                          memory.revealed, slice, out);
                 });
    };
    co_await in_pieces(link, z.size(), 0, run.cost() / 4, open);
  }
  for (std::size_t turn = 0; turn < run.turns(); ++turn) {
    co_await link.exchange();
    const auto answer = [&](const Slice& piece, Workers& workers) {
      run.turn(turn, piece, link, workers);
    };
    co_await in_pieces(link, z.size(), run.bits_in(turn), run.cost(), answer);
  }
}

template <class Kind, RingWord Word>
Task<void> run_service(Link& link, const ThresholdGate& gate,
                       const ThresholdMaterial<Word>& material, std::span<const Word> y1,
                       ThresholdMemory<Word>& memory, std::span<Word> z) {
  ServiceRun<Kind, Word> run(Party::kService, gate, material, memory, z);
  for (std::size_t turn = 0; turn < run.turns(); ++turn) {
    const auto answer = [&](const Slice& piece, Workers& workers) {
      run.turn(turn, piece, y1, link, workers);
    };
    co_await in_pieces(link, z.size(), run.bits_in(turn), run.cost(), answer);
    co_await link.exchange();
  }
  const auto finish = [&](const Slice& piece, Workers& workers) {
    run.finish(piece, link, workers);
  };
  co_await in_pieces(link, z.size(), gate.turns.back().up, run.cost(), finish);
}

}  // namespace

template <RingWord Word>
void ThresholdMemory<Word>::reshape(const ThresholdGate& gate, std::size_t lanes) {
  grow(revealed, lanes);
  grow(compared_words, lanes);
  if (compared.size() < gate.select.thresholds) compared.resize(gate.select.thresholds);
  for (std::size_t l = 0; l < gate.select.thresholds; ++l) {
    compared[l].reshape(gate.reveal.width, lanes);
  }
  results.reshape(gate.opened_bits(), lanes);
  std::visit([&](const auto& kind) { memory_of(kind, tree, chain).reshape(kind, lanes); },
             gate.borrow);
}

template <RingWord Word>
void put_ahead(const ThresholdGate& gate, std::span<const Word> y0, std::span<const Word> r0,
               BitWriter& openings, Workers& workers) {
  std::vector<Word> memory(y0.size());
  BitReader nothing;
  each_slice(Slice{0, y0.size()}, nothing, 0, openings, gate.reveal.width, workers,
             [&](const Slice& slice, SliceReader&, SliceWriter& out) {
               put_masked_share<Word>(gate.reveal, y0, r0, memory, slice, out);
             });
}

template <RingWord Word>
std::vector<Word> read_ahead(const ThresholdGate& gate, std::span<BitReader> readers) {
  std::vector<Word> h(readers.size() * gate.size());
  for (std::size_t b = 0; b < readers.size(); ++b) {
    readers[b].words<Word>(std::span(h).subspan(b * gate.size(), gate.size()),
                           gate.reveal.width);
  }
  return h;
}

template <RingWord Word>
Task<void> threshold_as_hospital(Link& link, const ThresholdGate& gate,
                                 const ThresholdMaterial<Word>& material,
                                 std::span<const Word> y0, ThresholdMemory<Word>& memory,
                                 std::span<Word> z) {
  memory.reshape(gate, z.size());
  return std::visit(
      [&]<class Kind>(const Kind&) {
        return run_hospital<Kind, Word>(link, gate, material, y0, memory, z);
      },
      gate.borrow);
}

template <RingWord Word>
Task<void> threshold_as_service(Link& link, const ThresholdGate& gate,
                                const ThresholdMaterial<Word>& material,
                                std::span<const Word> ahead, std::span<const Word> y1,
                                ThresholdMemory<Word>& memory, std::span<Word> z) {
  memory.reshape(gate, z.size());
  if (!gate.reveal.live) std::copy(ahead.begin(), ahead.end(), memory.revealed.begin());
  return std::visit(
      [&]<class Kind>(const Kind&) {
        return run_service<Kind, Word>(link, gate, material, y1, memory, z);
      },
      gate.borrow);
}

#define MEDISC_INSTANTIATE(Word)                                                           \
  template struct ThresholdMemory<Word>;                                                   \
  template void put_ahead<Word>(const ThresholdGate&, std::span<const Word>,               \
                                std::span<const Word>, BitWriter&, Workers&);              \
  template std::vector<Word> read_ahead<Word>(const ThresholdGate&, std::span<BitReader>); \
  template Task<void> threshold_as_hospital<Word>(                                         \
      Link&, const ThresholdGate&, const ThresholdMaterial<Word>&, std::span<const Word>,  \
      ThresholdMemory<Word>&, std::span<Word>);                                            \
  template Task<void> threshold_as_service<Word>(                                          \
      Link&, const ThresholdGate&, const ThresholdMaterial<Word>&, std::span<const Word>,  \
      std::span<const Word>, ThresholdMemory<Word>&, std::span<Word>);
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
