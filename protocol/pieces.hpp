/// A turn over a big tensor, piece by piece: what has come is worked on, and its answer sent,
/// while the rest is on its way.
#pragma once

#include <algorithm>

#include "protocol/link.hpp"
#include "protocol/slices.hpp"
#include "protocol/task.hpp"

namespace medisc {

/// LOCAL: lanes of a piece; slices enough for a few threads.
inline constexpr std::size_t kPieceLanes = 4 * kSliceLanes;

/// For every piece of `lanes` lanes, in order: waits for its `bits_in` bits a lane of the
/// current message, does turn(piece, workers), and sends what that put, but for the last
/// piece's. `cost` is the whole turn's (work_cost.hpp). `turn` must outlive the task.
template <class Turn>
Task<void> in_pieces(Link& link, std::size_t lanes, std::size_t bits_in, std::uint64_t cost,
                     const Turn& turn) {
  for (std::size_t first = 0; first < lanes; first += kPieceLanes) {
    const Slice piece{first, std::min(kPieceLanes, lanes - first)};
    co_await link.arrive(piece.lanes * bits_in);
    auto working = link.work(cost, [&](Workers& workers) { turn(piece, workers); });
    co_await working;
    if (first + piece.lanes < lanes) link.push();
  }
}

}  // namespace medisc
