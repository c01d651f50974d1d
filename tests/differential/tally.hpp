/// What a run has compared, kind by kind.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "tests/differential/experiment.hpp"

namespace medisc::test {

/// One kind's part.
struct KindTally {
  std::uint64_t networks = 0;  ///< that were compared
  std::uint64_t records = 0;
  std::uint64_t steps = 0;
  std::uint64_t capped = 0;       ///< networks with a cap that the planner put in
  std::uint64_t truncated = 0;    ///< likewise with a truncation
  std::uint64_t labelled = 0;     ///< labels beside the logits of the same weights
  std::uint64_t overflow = 0;     ///< networks that the planner refused: the ring is too small
  std::uint64_t unsupported = 0;  ///< likewise: not what it takes
  std::uint64_t disagreements = 0;

  KindTally& operator+=(const KindTally& other);
};

class Tally {
 public:
  KindTally& operator[](Kind kind) { return kinds_[static_cast<std::size_t>(kind)]; }
  KindTally total() const;

  /// A table, one line a kind and one for all.
  std::string table() const;

 private:
  std::array<KindTally, kKinds.size()> kinds_{};
};

}  // namespace medisc::test
