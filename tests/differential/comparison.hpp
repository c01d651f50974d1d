/// The comparison: an experiment run securely, in memory, against the reference, the declared
/// costs, and where widths are proven against mathematics.
#pragma once

#include <optional>
#include <string>

#include "tests/differential/experiment.hpp"

namespace medisc::test {

/// A bit that goes wrong on purpose in the secure run: shows that the comparison would see it.
enum class Flip : std::uint8_t {
  kNone,
  kWeight,      ///< of one of the service's weights
  kShare,       ///< of the hospital's prepared shares
  kCorrection,  ///< of the dealer's corrections
  kOpening,     ///< of what the hospital opened ahead
};

/// What disagrees first. None: nothing does.
///  - The plan is valid, pools can be made of it, and the session ends.
///  - Its results are the reference's, bit for bit.
///  - Messages, flights and bits of each step are as declared, and nothing is left unread.
///  - Proven: each step's results are those of mathematics (exact_steps.hpp), within its bound.
///  - A proven label: 1 at the first of the largest logits and 0 elsewhere, and the logits are
///    those of the same network compiled for logits, where it differs in widths alone.
///  - A calibrated label: 1 at one class and 0 elsewhere, for records that the ranges let
///  through.
std::optional<std::string> disagreement(const Experiment& experiment, Flip flip = Flip::kNone);

/// Whether a label's experiment has logits to compare with: the same layers, shifts and
/// weights.
bool has_equal_logits(const Experiment& experiment);

}  // namespace medisc::test
