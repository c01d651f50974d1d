/// One party's run of a tree (correlation/tree/circuit.hpp).
///
///   service -> hospital   openings of the groups
///   hospital -> service   the same, and the root's
///   service -> hospital   the root's, and the borrows'
///   hospital -> service   the borrows'
/// or, where there are no nodes, the borrows' alone each way.
#pragma once

#include <span>

#include "correlation/borrow.hpp"
#include "correlation/party.hpp"
#include "protocol/openings.hpp"

namespace medisc {

/// What a tree works in, for one after the other.
struct TreeMemory {
  BitPlanes wires;    ///< circuit.wires x lanes: shares
  Openings openings;  ///< of wires

  void reshape(const TreeCircuit& circuit, std::size_t lanes);
};

class TreeRun {
 public:
  using Memory = TreeMemory;

  /// `compared`: of each threshold the bits of yhat - t, k rows, which are there by the slice's
  /// first turn. `results`: the borrows', then the carry's. All must outlive it; memories have
  /// their shapes.
  TreeRun(Party party, const TreeCircuit& circuit, const TreeMaterial& material,
          const BitPlanes& blinds, std::span<const BitPlanes> compared, Memory& memory,
          Openings& results);

  /// Turn by turn, see turns_of. The service's reads the hospital's answer to the one before.
  void service_turn(std::size_t turn, const Slice& slice, SliceReader& in, SliceWriter& out);
  void hospital_turn(std::size_t turn, const Slice& slice, SliceReader& in, SliceWriter& out);
  /// The service reads the hospital's last answer.
  void service_end(const Slice& slice, SliceReader& in);

 private:
  void make_leaves(const Slice& slice);
  void put_level(std::size_t level, const Slice& slice, SliceWriter& out);
  /// Takes the peer's part of a level's openings, and works out what they define.
  void take_level(std::size_t level, const Slice& slice, SliceReader& in);
  void define(const TreeCircuit::Definition& definition, const Slice& slice);
  void put_results(const Slice& slice, SliceWriter& out);
  void take_results(const Slice& slice, SliceReader& in);
  bool has_nodes() const { return !circuit_.levels.empty(); }
  std::size_t first_mask(std::size_t level) const {
    return level == 0 ? 0 : circuit_.levels[0].opens.size();
  }

  Party party_;
  const TreeCircuit& circuit_;
  const TreeMaterial& material_;
  const BitPlanes& blinds_;
  std::span<const BitPlanes> compared_;
  Memory& memory_;
  Openings& results_;
};

}  // namespace medisc
