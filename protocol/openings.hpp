/// Opening: both parties learn a masked value, and nothing of it.
///
///   A = a_0 + a_1,  a_i = x_i + m_i:  a party's share of the value, plus its share of the mask
///
/// Here, and nowhere else, masked bits are put into a message and combined with the peer's. One
/// mask covers one value, once: `Openings` numbers what is opened as its gate numbers its
/// masks, and begins anew with each run of a gate over a batch (reshape). What would put a
/// number's slice again is refused before a bit of it is written.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "error/error.hpp"
#include "protocol/slices.hpp"
#include "ring/bit_rows.hpp"

namespace medisc {

/// Bits opened by one run of a gate.
class Openings {
 public:
  /// Room for `count` openings of `lanes` values.
  void reshape(std::size_t count, std::size_t lanes) {
    opened_.reshape(count, lanes);
    taken_.reshape(1, lanes);
    slices_ = (lanes + kSliceLanes - 1) / kSliceLanes;
    put_.assign(count * slices_, 0);
  }

  /// Sends this party's part of opening `index`, share + mask.
  void put(std::size_t index, ConstBitRow share, ConstBitRow mask, const Slice& slice,
           SliceWriter& out) {
    expect_first(index, slice);
    const BitRow own = slice.row(opened_, index);
    combine(own, kSumBits, share, mask);
    out.lanes(own);
  }
  /// After put: takes the peer's part. The opening is whole.
  void take(std::size_t index, const Slice& slice, SliceReader& in) {
    const BitRow theirs = slice.row(taken_, 0);
    in.lanes(theirs);
    combine(slice.row(opened_, index), kAddBits, theirs);
  }

  /// One party has worked out the opened bits by itself, and sends them whole; the other takes
  /// them.
  void put_whole(std::size_t index, ConstBitRow bits, const Slice& slice, SliceWriter& out) {
    expect_first(index, slice);
    const BitRow own = slice.row(opened_, index);
    std::copy(bits.begin(), bits.end(), own.begin());
    out.lanes(own);
  }
  void take_whole(std::size_t index, const Slice& slice, SliceReader& in) {
    in.lanes(slice.row(opened_, index));
  }

  ConstBitRow opened(std::size_t index, const Slice& slice) const {
    return slice.row(opened_, index);
  }

 private:
  /// Throws Failure (kInternal) where it was put before. A slice has a byte of its own.
  void expect_first(std::size_t index, const Slice& slice) {
    std::uint8_t& put = put_[index * slices_ + slice.first / kSliceLanes];
    if (put != 0) {
      throw Failure(Error{ErrorCode::kInternal, "a masked value would be opened twice", ""});
    }
    put = 1;
  }

  std::size_t slices_ = 0;
  std::vector<std::uint8_t> put_;  ///< by number and slice
  BitPlanes opened_;               ///< own part, then both
  BitPlanes taken_;
};

}  // namespace medisc
