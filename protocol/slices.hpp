/// A tensor's lanes in slices: each is read from one message, worked on and written to another
/// by itself, so that slices stay in a core's cache, and threads work on them side by side.
///
/// The wire does not know of slices. A message's part is arrays over all lanes, rows of bits or
/// residues; a slice reads and writes its own lanes of each, in the same order and with the
/// same verbs as BitReader and BitWriter.
#pragma once

#include <algorithm>
#include <span>

#include "ring/bit_planes.hpp"
#include "ring/bit_stream.hpp"
#include "ring/workers.hpp"

namespace medisc {

/// LOCAL: 4096 lanes of the hundred rows that a comparison touches are 50 KB.
inline constexpr std::size_t kSliceLanes = 4096;

/// Lanes [first, first + lanes); `first` is a multiple of 64.
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

/// A slice's part of the arrays that follow in a message.
class SliceReader {
 public:
  SliceReader(const BitReader& in, std::size_t all_lanes, const Slice& slice)
      : in_(in), array_(in.position()), all_lanes_(all_lanes), slice_(slice) {}

  void lanes(std::span<std::uint64_t> row) {
    in_.seek(array_ + slice_.first);
    in_.lanes(row, slice_.lanes);
    array_ += all_lanes_;
  }
  template <RingWord Word>
  void words(std::span<Word> values, unsigned width) {
    in_.seek(array_ + slice_.first * width);
    in_.words<Word>(values, width);
    array_ += all_lanes_ * width;
  }

 private:
  BitReader in_;
  std::size_t array_;  ///< where the next one begins
  std::size_t all_lanes_;
  Slice slice_;
};

class SliceWriter {
 public:
  /// Appends; the slice is all lanes.
  SliceWriter(BitWriter& out, std::size_t all_lanes)
      : out_(&out), all_lanes_(all_lanes), slice_{0, all_lanes} {}
  /// Writes to its place in `part`, whose arrays are whole bytes.
  SliceWriter(std::span<std::uint8_t> part, std::size_t all_lanes, const Slice& slice)
      : part_(part), all_lanes_(all_lanes), slice_(slice) {}

  void lanes(std::span<const std::uint64_t> row) {
    if (out_ != nullptr) return out_->lanes(row, slice_.lanes);
    const std::span<std::uint8_t> to = next(1);
    std::copy_n(reinterpret_cast<const std::uint8_t*>(row.data()), to.size(), to.begin());
  }
  template <RingWord Word>
  void words(std::span<const Word> values, unsigned width) {
    if (out_ != nullptr) return out_->words<Word>(values, width);
    pack_words<Word>(values, width, next(width));
  }

 private:
  /// The slice's bytes of the next array.
  std::span<std::uint8_t> next(unsigned width) {
    const auto to = part_.subspan(slice_.first * width / 8, slice_.lanes * width / 8);
    part_ = part_.subspan(all_lanes_ * width / 8);
    return to;
  }

  BitWriter* out_ = nullptr;
  std::span<std::uint8_t> part_;
  std::size_t all_lanes_;
  Slice slice_;
};

/// Calls body(slice) for slices that cover all lanes.
template <class Body>
void each_slice(std::size_t lanes, Workers& workers, const Body& body) {
  const std::size_t slices = (lanes + kSliceLanes - 1) / kSliceLanes;
  workers.run(slices, [&](std::size_t index, std::size_t) {
    const std::size_t first = index * kSliceLanes;
    body(Slice{first, std::min(kSliceLanes, lanes - first)});
  });
}

/// Calls body(slice, SliceReader&, SliceWriter&) for slices that cover all lanes. They read
/// `bits_in` bits a lane, and write `bits_out`. Throws Failure (kProtocol) where the message is
/// too short.
template <class Body>
void each_slice(std::size_t lanes, BitReader& in, std::size_t bits_in, BitWriter& out,
                std::size_t bits_out, Workers& workers, const Body& body) {
  in.require(lanes * bits_in);
  const std::size_t end = in.position() + lanes * bits_in;
  if (lanes % 8 == 0 && out.is_aligned()) {
    const std::span<std::uint8_t> part = out.place(lanes * bits_out / 8);
    each_slice(lanes, workers, [&](const Slice& slice) {
      SliceReader reader(in, lanes, slice);
      SliceWriter writer(part, lanes, slice);
      body(slice, reader, writer);
    });
  } else {
    const Slice all{0, lanes};
    SliceReader reader(in, lanes, all);
    SliceWriter writer(out, lanes);
    body(all, reader, writer);
  }
  in.seek(end);
}

}  // namespace medisc
