/// Max-pool over shares: max(a, b) = b + ReLU(a - b), as a tree over the window, all windows at
/// once (MediSC section 5.2, "Secure pooling layer", which takes a window's elements one after
/// the other). Flights: those of a ReLU for each of the ceil(log2(taps)) levels.
#pragma once

#include <span>
#include <vector>

#include "correlation/max_pool_gate.hpp"
#include "protocol/gates/threshold_run.hpp"
#include "protocol/link.hpp"
#include "protocol/task.hpp"

namespace medisc {

/// One party's shares of a - b at a level. `x`: its shares of the level's input; `rows`: its
/// channels, of all records.
template <RingWord Word>
std::vector<Word> level_differences(const MaxLevel& level, std::span<const Word> x,
                                    std::size_t rows, unsigned width);

/// What a party's max-pools work in, one after the other.
template <RingWord Word>
struct MaxPoolMemory {
  ThresholdMemory<Word> relu;
  std::vector<Word> differences;
  std::vector<Word> selected;
  std::vector<Word> input;   ///< of a level
  std::vector<Word> output;  ///< of the same

  /// Makes room ahead of time.
  void reserve(const MaxPoolGate& gate, std::size_t batch);
};

/// `material`: one entry a level. `x0`, `x1`: batch x in.size(); writes batch x out.size().
template <RingWord Word>
Task<void> max_pool_as_hospital(Link& link, const MaxPoolGate& gate,
                                const std::vector<ThresholdMaterial<Word>>& material,
                                std::span<const Word> x0, std::size_t batch,
                                MaxPoolMemory<Word>& memory, std::span<Word> result);

/// `ahead`: h, one entry a level; those of live levels are not used.
template <RingWord Word>
Task<void> max_pool_as_service(Link& link, const MaxPoolGate& gate,
                               const std::vector<ThresholdMaterial<Word>>& material,
                               const std::vector<std::vector<Word>>& ahead,
                               std::span<const Word> x1, std::size_t batch,
                               MaxPoolMemory<Word>& memory, std::span<Word> result);

}  // namespace medisc
