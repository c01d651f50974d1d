#include "correlation/selection_material.hpp"

namespace medisc {
namespace {

/// One party's expansion of a bundle, array after array.
template <RingWord Word>
struct Expansion {
  const Seed& seed;
  std::uint32_t step;
  std::size_t offset;
  std::size_t lanes;

  void operator()(Purpose purpose, BitPlanes& rows) const {
    expand_lanes(seed, purpose, step, rows, offset, lanes);
  }
  void operator()(Purpose purpose, std::vector<Word>& words, unsigned width) const {
    if (words.empty()) return;
    expand_words<Word>(seed, purpose, step, std::span(words).subspan(offset, lanes), width);
  }
};

}  // namespace

template <RingWord Word>
void expand_selection(Party party, const Seed& seed, std::uint32_t step, const ReluGate& gate,
                      SelectionMaterial<Word>& material, std::size_t offset,
                      std::size_t lanes) {
  each_expansion<Word>(party, gate, material, Expansion<Word>{seed, step, offset, lanes});
}

#define MEDISC_INSTANTIATE(Word)                                                           \
  template void expand_selection<Word>(Party, const Seed&, std::uint32_t, const ReluGate&, \
                                       SelectionMaterial<Word>&, std::size_t, std::size_t);
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
