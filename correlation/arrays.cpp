#include "correlation/arrays.hpp"

#include <algorithm>

namespace medisc {
namespace {

/// Below this threads would wait for one another longer than they work.
constexpr std::size_t kSharedLanes = 4096;

Workers& workers_for(std::size_t lanes, Workers& workers) {
  return lanes < kSharedLanes ? this_thread() : workers;
}

template <RingWord Word>
void make_room(const ArrayRef<Word>& array, std::size_t lanes) {
  if (array.rows != nullptr) {
    array.rows->reshape(array.bits, lanes);
    const std::span<std::uint64_t> words = array.rows->words();
    std::fill(words.begin(), words.end(), 0);
  } else {
    array.words->assign(lanes, 0);
  }
}

template <RingWord Word>
void expand_array(const ArrayRef<Word>& array, std::span<const Seed> seeds, std::size_t lanes) {
  const std::size_t size = lanes / seeds.size();
  for (std::size_t b = 0; b < seeds.size(); ++b) {
    if (array.rows != nullptr) {
      expand_lanes(seeds[b], array.purpose, array.step, *array.rows, b * size, size);
    } else {
      expand_words<Word>(seeds[b], array.purpose, array.step,
                         std::span(*array.words).subspan(b * size, size), array.bits);
    }
  }
}

void read_rows(BitReader& from, BitPlanes& rows, std::size_t offset, std::size_t lanes) {
  std::vector<std::uint64_t> row(BitPlanes::words_for(lanes));
  for (std::size_t r = 0; r < rows.rows(); ++r) {
    from.lanes(row, lanes);
    place_lanes(rows.row(r), offset, row, lanes);
  }
}

}  // namespace

template <RingWord Word>
void expand_arrays(Party party, const Arrays<Word>& arrays, std::span<const Seed> seeds,
                   std::size_t lanes, Workers& workers) {
  workers_for(lanes, workers).run(arrays.size(), [&](std::size_t i, std::size_t) {
    const ArrayRef<Word>& array = arrays[i];
    if (array.bits == 0 || !holds(party, array.held)) return;
    make_room(array, lanes);
    if (expands(party, array.held)) expand_array(array, seeds, lanes);
  });
}

template <RingWord Word>
void read_corrections(const Arrays<Word>& arrays, std::size_t bundle, std::size_t size,
                      BitReader& corrections, Workers& workers) {
  std::vector<std::size_t> begins;
  std::size_t end = corrections.position();
  for (const ArrayRef<Word>& array : arrays) {
    begins.push_back(end);
    if (is_corrected(array.held)) end += array.bits * size;
  }
  corrections.require(end - corrections.position());
  workers_for(size, workers).run(arrays.size(), [&](std::size_t i, std::size_t) {
    const ArrayRef<Word>& array = arrays[i];
    if (array.bits == 0 || !is_corrected(array.held)) return;
    BitReader from = corrections;
    from.seek(begins[i]);
    if (array.rows != nullptr) {
      read_rows(from, *array.rows, bundle * size, size);
    } else {
      from.words<Word>(std::span(*array.words).subspan(bundle * size, size), array.bits);
    }
  });
  corrections.seek(end);
}

template <RingWord Word>
void write_corrections(const Arrays<Word>& arrays, std::size_t size, BitWriter& corrections) {
  for (const ArrayRef<Word>& array : arrays) {
    if (array.bits == 0 || !is_corrected(array.held)) continue;
    if (array.rows == nullptr) {
      corrections.words<Word>(*array.words, array.bits);
      continue;
    }
    for (std::size_t r = 0; r < array.rows->rows(); ++r) {
      corrections.lanes(array.rows->row(r), size);
    }
  }
}

#define MEDISC_INSTANTIATE(Word)                                                       \
  template void expand_arrays<Word>(Party, const Arrays<Word>&, std::span<const Seed>, \
                                    std::size_t, Workers&);                            \
  template void read_corrections<Word>(const Arrays<Word>&, std::size_t, std::size_t,  \
                                       BitReader&, Workers&);                          \
  template void write_corrections<Word>(const Arrays<Word>&, std::size_t, BitWriter&);
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
