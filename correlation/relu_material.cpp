#include "correlation/relu_material.hpp"

namespace medisc {

namespace {

/// Below this threads would wait for one another longer than they work.
constexpr std::size_t kSharedLanes = 4096;

/// One array of a material: rows of bits, or residues.
template <RingWord Word>
struct Array {
  BitPlanes* rows = nullptr;
  std::vector<Word>* words = nullptr;
  unsigned width = 1;
  Purpose purpose{};       ///< where it is expanded
  std::size_t begins = 0;  ///< where it is a correction: its first bit

  std::size_t bits_a_lane() const {
    if (rows != nullptr) return rows->rows();
    return words->empty() ? 0 : width;
  }
};

/// Calls piece(array) for all, side by side where they are long.
template <RingWord Word, class Piece>
void each_array(const std::vector<Array<Word>>& arrays, std::size_t lanes, Workers& workers,
                const Piece& piece) {
  Workers& by = lanes < kSharedLanes ? this_thread() : workers;
  by.run(arrays.size(), [&](std::size_t i, std::size_t) {
    if (arrays[i].bits_a_lane() > 0) piece(arrays[i]);
  });
}

}  // namespace

template <RingWord Word>
ReluMaterial<Word> expand_relu(Party party, const ReluGate& gate, std::span<const Seed> seeds,
                               Workers& workers) {
  const std::uint32_t step = gate.derivation_step;
  const std::size_t lanes = gate.step.size;
  ReluMaterial<Word> material{ComparisonMaterial(gate.circuit, seeds.size() * lanes),
                              SelectionMaterial<Word>(gate, seeds.size() * lanes)};
  std::vector<Array<Word>> arrays;
  struct Collect {
    std::vector<Array<Word>>& arrays;
    void operator()(Purpose purpose, BitPlanes& rows) const {
      arrays.push_back({&rows, nullptr, 1, purpose, 0});
    }
    void operator()(Purpose purpose, std::vector<Word>& words, unsigned width) const {
      arrays.push_back({nullptr, &words, width, purpose, 0});
    }
  };
  each_expansion(party, material.comparison, Collect{arrays});
  each_expansion<Word>(party, gate, material.selection, Collect{arrays});
  each_array<Word>(arrays, seeds.size() * lanes, workers, [&](const Array<Word>& array) {
    for (std::size_t b = 0; b < seeds.size(); ++b) {
      if (array.rows != nullptr) {
        expand_lanes(seeds[b], array.purpose, step, *array.rows, b * lanes, lanes);
      } else {
        const auto part = std::span(*array.words).subspan(b * lanes, lanes);
        expand_words<Word>(seeds[b], array.purpose, step, part, array.width);
      }
    }
  });
  return material;
}

template <RingWord Word>
void read_corrections(const ReluGate& gate, std::size_t bundle, BitReader& corrections,
                      ReluMaterial<Word>& material, Workers& workers) {
  const std::size_t lanes = gate.step.size;
  const std::size_t offset = bundle * lanes;
  std::vector<Array<Word>> arrays;
  std::size_t end = corrections.position();
  const auto collect = [&](Array<Word> array) {
    array.begins = end;
    end += array.bits_a_lane() * lanes;
    arrays.push_back(array);
  };
  transfer_corrections(material.comparison, [&](BitPlanes& rows) {
    collect({&rows, nullptr, 1, {}, 0});
  });
  transfer_corrections<Word>(gate, material.selection,
                             [&](std::vector<Word>& words, unsigned width) {
                               collect({nullptr, &words, width, {}, 0});
                             });
  corrections.require(end - corrections.position());
  each_array<Word>(arrays, lanes, workers, [&](const Array<Word>& array) {
    BitReader from = corrections;
    from.seek(array.begins);
    if (array.rows != nullptr) {
      read_rows(from, *array.rows, offset, lanes);
    } else {
      from.words<Word>(std::span(*array.words).subspan(offset, lanes), array.width);
    }
  });
  corrections.seek(end);
}

void read_rows(BitReader& from, BitPlanes& rows, std::size_t offset, std::size_t lanes) {
  std::vector<std::uint64_t> row(BitPlanes::words_for(lanes));
  for (std::size_t r = 0; r < rows.rows(); ++r) {
    from.lanes(row, lanes);
    place_lanes(rows.row(r), offset, row, lanes);
  }
}

#define MEDISC_INSTANTIATE(Word)                                                               \
  template ReluMaterial<Word> expand_relu<Word>(Party, const ReluGate&, std::span<const Seed>, \
                                                Workers&);                                     \
  template void read_corrections<Word>(const ReluGate&, std::size_t, BitReader&,               \
                                       ReluMaterial<Word>&, Workers&);
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
