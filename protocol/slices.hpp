/// A tensor's lanes in slices: each is read from one message, worked on and written to another
/// by itself, so that slices stay in a core's cache, threads work on them side by side, and
/// those that have come are worked on while the rest is on its way (pieces.hpp).
///
/// A gate's part of a message is slice after slice; a slice's is the arrays of its own lanes,
/// rows of bits or residues, without gaps.
#pragma once

#include <algorithm>
#include <span>

#include "ring/bit_planes.hpp"
#include "ring/bit_stream.hpp"
#include "ring/workers.hpp"

namespace medisc {

/// AGREEMENT: lanes of a slice, but for a tensor's last. The hundred rows that a comparison
/// touches are 50 KB of them.
inline constexpr std::size_t kSliceLanes = 4096;

/// Lanes [first, first + lanes); `first` is a multiple of kSliceLanes, but for residues alone.
struct Slice {
  std::size_t first = 0;
  std::size_t lanes = 0;

  /// The slice's words of a row.
  template <class Planes>
  auto row(Planes& planes, std::size_t r) const {
    return planes.row(r).subspan(first / 64, BitPlanes::words_for(lanes));
  }
  template <class Word>
  std::span<Word> of(std::span<Word> words) const {
    return words.subspan(first, lanes);
  }
};

/// A slice's arrays in a message, one after the other.
class SliceReader {
 public:
  /// `in` stands where they begin.
  SliceReader(const BitReader& in, std::size_t lanes) : in_(in), lanes_(lanes) {}

  void lanes(std::span<std::uint64_t> row) { in_.lanes(row, lanes_); }
  template <RingWord Word>
  void words(std::span<Word> values, unsigned width) {
    in_.words<Word>(values, width);
  }

 private:
  BitReader in_;
  std::size_t lanes_;
};

class SliceWriter {
 public:
  /// Appends.
  SliceWriter(BitWriter& out, std::size_t lanes) : out_(&out), lanes_(lanes) {}
  /// Writes to its place, where its arrays are whole bytes.
  SliceWriter(std::span<std::uint8_t> place, std::size_t lanes)
      : place_(place), lanes_(lanes) {}

  void lanes(std::span<const std::uint64_t> row) {
    if (out_ != nullptr) return out_->lanes(row, lanes_);
    const std::span<std::uint8_t> to = next(1);
    std::copy_n(reinterpret_cast<const std::uint8_t*>(row.data()), to.size(), to.begin());
  }
  template <RingWord Word>
  void words(std::span<const Word> values, unsigned width) {
    if (out_ != nullptr) return out_->words<Word>(values, width);
    pack_words<Word>(values, width, next(width));
  }

 private:
  /// The bytes of the next array.
  std::span<std::uint8_t> next(unsigned width) {
    const auto to = place_.first(lanes_ * width / 8);
    place_ = place_.subspan(to.size());
    return to;
  }

  BitWriter* out_ = nullptr;
  std::span<std::uint8_t> place_;
  std::size_t lanes_;
};

/// Calls body(slice) for the slices of `part`, a slice itself or several that follow each
/// other.
template <class Body>
void each_slice(const Slice& part, Workers& workers, const Body& body) {
  const std::size_t slices = (part.lanes + kSliceLanes - 1) / kSliceLanes;
  workers.run(slices, [&](std::size_t index, std::size_t) {
    const std::size_t before = index * kSliceLanes;
    body(Slice{part.first + before, std::min(kSliceLanes, part.lanes - before)});
  });
}

/// Calls body(slice, SliceReader&, SliceWriter&) for the slices of `part`. They read `bits_in`
/// bits a lane, and write `bits_out`. Throws Failure (kProtocol) where the message is too
/// short.
template <class Body>
void each_slice(const Slice& part, BitReader& in, std::size_t bits_in, BitWriter& out,
                std::size_t bits_out, Workers& workers, const Body& body) {
  in.require(part.lanes * bits_in);
  const std::size_t begin = in.position();
  const auto run = [&](const Slice& slice, SliceWriter writer) {
    BitReader from = in;
    from.seek(begin + (slice.first - part.first) * bits_in);
    SliceReader reader(from, slice.lanes);
    body(slice, reader, writer);
  };
  // Slices of whole bytes have their places; others follow in order.
  Slice rest = part;
  if (out.is_aligned()) {
    const std::size_t whole = part.lanes - part.lanes % kSliceLanes;
    const Slice placed{part.first, part.lanes % 8 == 0 ? part.lanes : whole};
    const std::span<std::uint8_t> places = out.place(placed.lanes * bits_out / 8);
    each_slice(placed, workers, [&](const Slice& slice) {
      const std::size_t before = slice.first - part.first;
      run(slice, SliceWriter(places.subspan(before * bits_out / 8), slice.lanes));
    });
    rest = {part.first + placed.lanes, part.lanes - placed.lanes};
  }
  each_slice(rest, this_thread(),
             [&](const Slice& slice) { run(slice, SliceWriter(out, slice.lanes)); });
  in.seek(begin + part.lanes * bits_in);
}

}  // namespace medisc
