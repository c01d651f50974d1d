/// One network of the comparison, and the records that it is compared on, drawn from a number.
#pragma once

#include <array>
#include <optional>

#include "error/error.hpp"
#include "tests/differential/drawn_plan.hpp"

namespace medisc::test {

enum class Kind : std::uint8_t {
  kDense,       ///< a plan of dense layers, any weights, records of any integers
  kImage,       ///< a plan of image layers, likewise
  kLogits,      ///< a real network compiled with proven widths
  kLabel,       ///< likewise, whose output is the label alone
  kCalibrated,  ///< a real network compiled with observed widths; records beyond them, too
};
inline constexpr std::array kKinds{Kind::kDense, Kind::kImage, Kind::kLogits, Kind::kLabel,
                                   Kind::kCalibrated};

const char* name_of(Kind kind);

/// The kind of network number `seed`: kinds take turns.
Kind kind_of(std::uint64_t seed);

struct Experiment {
  std::uint64_t seed = 0;
  DrawnPlan drawn;
  std::vector<std::int64_t> records;  ///< batch x features
  /// What is proven of each step: no result's magnitude is above. None: nothing is.
  std::vector<double> bounds{};
  /// Of a label's plan with proven widths: the same network compiled for logits, where it can
  /// be.
  std::optional<DrawnPlan> logits{};
  bool is_capped = false;
  bool is_truncated = false;

  std::size_t batch() const { return records.size() / drawn.plan.input.features; }
};

/// Network number `seed`. Errors: why the planner refused it.
Result<Experiment> draw_experiment(std::uint64_t seed);

}  // namespace medisc::test
