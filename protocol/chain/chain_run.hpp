/// One party's run of a gate's borrow chains (correlation/chain/material.hpp).
///
///   service -> hospital   what the digits of public yhat - t select:
///                         n (n + 1) / 2 bits a chain
///   hospital -> service   the masked borrows that its walk ends in, whole
#pragma once

#include <span>

#include "correlation/borrow.hpp"
#include "correlation/party.hpp"
#include "protocol/openings.hpp"

namespace medisc {

/// What a chain works in, for one after the other.
struct ChainMemory {
  BitPlanes sent;     ///< layout.sent_rows a chain
  BitPlanes results;  ///< the hospital's, before they are sent

  void reshape(const BorrowChain& chain, std::size_t lanes);
};

class ChainRun {
 public:
  using Memory = ChainMemory;

  /// As TreeRun's.
  ChainRun(Party party, const BorrowChain& chain, const ChainMaterial& material,
           const BitPlanes& blinds, std::span<const BitPlanes> compared, Memory& memory,
           Openings& results);

  void service_turn(std::size_t turn, const Slice& slice, SliceReader& in, SliceWriter& out);
  void hospital_turn(std::size_t turn, const Slice& slice, SliceReader& in, SliceWriter& out);
  void service_end(const Slice& slice, SliceReader& in);

 private:
  std::size_t results() const {
    return chain_.thresholds + (chain_.layout.carry_digit ? 1 : 0);
  }

  const BorrowChain& chain_;
  const ChainMaterial& material_;
  std::span<const BitPlanes> compared_;
  Memory& memory_;
  Openings& results_;
};

}  // namespace medisc
