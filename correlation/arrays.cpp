#include "correlation/arrays.hpp"

#include <algorithm>

namespace medisc {
namespace {

/// Bytes, about, that a thread takes at once.
constexpr std::size_t kPieceBytes = std::size_t{1} << 18;
/// Words of a piece: whole blocks of the stream.
constexpr std::size_t kPieceWords = kPieceBytes / 8;

/// Some rows of an array, or some residues of each bundle.
struct Piece {
  std::size_t array;
  std::size_t first;
  std::size_t count;
};

/// Those of the arrays that `wanted` names; `size`: values of a bundle.
template <RingWord Word, class Wanted>
std::vector<Piece> pieces_of(const Arrays<Word>& arrays, std::size_t size, Wanted wanted) {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const ArrayRef<Word>& array = arrays[i];
    if (array.bits == 0 || !wanted(array.held)) continue;
    const std::size_t whole = array.rows != nullptr ? array.bits : size;
    const std::size_t step = array.rows != nullptr
                                 ? std::max<std::size_t>(1, kPieceBytes / (size / 8 + 1))
                                 : kPieceWords;
    for (std::size_t first = 0; first < whole; first += step) {
      pieces.push_back({i, first, std::min(step, whole - first)});
    }
  }
  return pieces;
}

template <RingWord Word>
void make_room(const ArrayRef<Word>& array, std::size_t lanes) {
  if (array.rows != nullptr) {
    array.rows->reshape(array.bits, lanes);
  } else {
    array.words->resize(lanes);
  }
}

template <RingWord Word>
void expand_piece(const ArrayRef<Word>& array, const Piece& piece, std::span<const Seed> seeds,
                  std::size_t size) {
  for (std::size_t b = 0; b < seeds.size(); ++b) {
    if (array.rows != nullptr) {
      expand_rows(seeds[b], array.purpose, array.step, piece.first, piece.count, *array.rows,
                  b * size, size);
    } else {
      expand_words_from<Word>(
          seeds[b], array.purpose, array.step, piece.first,
          std::span(*array.words).subspan(b * size + piece.first, piece.count), array.bits);
    }
  }
}

/// To the rows' lanes [offset, offset + lanes).
void read_rows(BitReader& from, BitPlanes& rows, const Piece& piece, std::size_t offset,
               std::size_t lanes) {
  const std::size_t words = BitPlanes::words_for(lanes);
  std::vector<std::uint64_t> row(offset % 64 == 0 ? 0 : words);
  for (std::size_t r = piece.first; r < piece.first + piece.count; ++r) {
    if (offset % 64 == 0) {
      from.lanes(rows.row(r).subspan(offset / 64, words), lanes);
    } else {
      from.lanes(row, lanes);
      place_lanes(rows.row(r), offset, row, lanes);
    }
  }
}

}  // namespace

template <RingWord Word>
void expand_arrays(Party party, const Arrays<Word>& arrays, std::span<const Seed> seeds,
                   std::size_t lanes, Workers& workers) {
  for (const ArrayRef<Word>& array : arrays) {
    if (array.bits > 0 && holds(party, array.held)) make_room(array, lanes);
  }
  const std::size_t size = lanes / seeds.size();
  const std::vector<Piece> pieces =
      pieces_of(arrays, size, [&](Held held) { return expands(party, held); });
  workers.run(pieces.size(), [&](std::size_t i, std::size_t) {
    expand_piece(arrays[pieces[i].array], pieces[i], seeds, size);
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
  const std::vector<Piece> pieces = pieces_of(arrays, size, is_corrected);
  workers.run(pieces.size(), [&](std::size_t i, std::size_t) {
    const Piece& piece = pieces[i];
    const ArrayRef<Word>& array = arrays[piece.array];
    BitReader from = corrections;
    from.seek(begins[piece.array] + piece.first * (array.rows != nullptr ? size : array.bits));
    if (array.rows != nullptr) {
      read_rows(from, *array.rows, piece, bundle * size, size);
    } else {
      from.words<Word>(
          std::span(*array.words).subspan(bundle * size + piece.first, piece.count),
          array.bits);
    }
  });
  corrections.seek(end);
}

template <RingWord Word>
void expand_slice(Party party, const Arrays<Word>& arrays, const Seed& seed, std::size_t size,
                  std::size_t first, std::size_t count) {
  for (const ArrayRef<Word>& array : arrays) {
    if (array.bits == 0 || !holds(party, array.held)) continue;
    make_room(array, count);
    if (!expands(party, array.held)) continue;
    if (count == size) {
      expand_piece(array, {0, 0, array.rows != nullptr ? array.bits : size}, {&seed, 1}, size);
    } else if (array.rows != nullptr) {
      expand_lanes_from(seed, array.purpose, array.step, size, first, *array.rows);
    } else {
      expand_words_from<Word>(seed, array.purpose, array.step, first, std::span(*array.words),
                              array.bits);
    }
  }
}

template <RingWord Word>
void write_corrections(const Arrays<Word>& arrays, std::size_t size, std::size_t first,
                       std::size_t count, std::size_t begin, BitWriter& corrections) {
  for (const ArrayRef<Word>& array : arrays) {
    if (array.bits == 0 || !is_corrected(array.held)) continue;
    if (array.rows == nullptr) {
      corrections.set_words<Word>(begin + first * array.bits, *array.words, array.bits);
    } else {
      for (std::size_t r = 0; r < array.rows->rows(); ++r) {
        corrections.set_lanes(begin + r * size + first, array.rows->row(r), count);
      }
    }
    begin += array.bits * size;
  }
}

#define MEDISC_INSTANTIATE(Word)                                                         \
  template void expand_arrays<Word>(Party, const Arrays<Word>&, std::span<const Seed>,   \
                                    std::size_t, Workers&);                              \
  template void read_corrections<Word>(const Arrays<Word>&, std::size_t, std::size_t,    \
                                       BitReader&, Workers&);                            \
  template void expand_slice<Word>(Party, const Arrays<Word>&, const Seed&, std::size_t, \
                                   std::size_t, std::size_t);                            \
  template void write_corrections<Word>(const Arrays<Word>&, std::size_t, std::size_t,   \
                                        std::size_t, std::size_t, BitWriter&);
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
