/// Fidelity: how close a plan's integers come to the network in double precision.
///
/// Exactness says that the secure result is the plan's reference. It says nothing of the plan:
/// that its integers stand for the network is measured here, on sample records, against an
/// evaluation that shares nothing with the integers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/input_ranges_check.hpp"
#include "error/error.hpp"
#include "plan/fidelity_summary.hpp"
#include "plan/manifest.hpp"

namespace medisc {

/// Errors are differences from the float results, divided by their spread: of all results the
/// largest max - min that one of them has over the records; of a number or a finding its own,
/// whose 99th percentile counts where it is the largest.
struct Fidelity {
  std::size_t records = 0;
  std::size_t beyond = 0;  ///< samples out of the input ranges: they are refused, not measured
  bool drawn = false;      ///< no samples were given
  /// Share of what the task decides that comes out alike: a label a record, a yes or no of a
  /// finding, a class a pixel. 1 for numbers. Of findings the one's that has the least.
  double agreement = 1;
  double pooled = 1;       ///< of all findings together; else `agreement`
  double all_alike = 1;    ///< share of records of which all findings do; else `agreement`
  std::size_t unlike = 0;  ///< records of which what `agreement` is of does not
  std::optional<std::size_t> worst_agreement{};  ///< the finding that `agreement` is of
  std::optional<std::size_t> worst_error{};      ///< the finding or number that `p99` is of
  double largest = 0;
  double p99 = 0;
  double median = 0;

  /// Of each step up to the logits: its signal to error, in dB, over all elements
  /// and records; the error of the steps before it included.
  struct LayerError {
    std::string name;
    double snr_db = 0;
    double own =
        0;  ///< what it adds by itself, as a share of its signal (compiler/measure.hpp)
  };
  /// How much of what a cap was put upon reaches it.
  struct Saturation {
    std::string layer;
    double share = 0;
  };
  double encoding = 0;  ///< what the encoding of records adds, likewise
  HeaviestFeature heaviest;
  std::vector<double> reached;  ///< the largest magnitude of each feature, over the records
  std::vector<WideRange> wide_ranges;  ///< where there are samples
  /// A plan for the same samples whose ranges are no wider than these reach.
  struct WithinReach {
    double p99 = 0;
    std::uint64_t payload = 0;  ///< bytes a record, both ways
  };
  std::optional<WithinReach> within_reach;  ///< where there are wide ones, and it is asked for
  std::vector<LayerError> layers;
  std::vector<Saturation> saturations;
};

/// What a plan has to reach. Of few samples one record of each finding may come out otherwise.
struct FidelityBound {
  double agreement = 0.99;
  double p99 = 0.05;
};
bool agrees(const Fidelity& fidelity, const FidelityBound& bound);

/// What results stand for, as far as it can be measured.
struct MeasuredTask {
  TaskKind task = TaskKind::kClasses;
  std::size_t positions = 1;  ///< of a map: its pixels
  std::vector<double>
      thresholds{};  ///< logits: of a binary task one, of findings one each; or 0
};

/// That of a manifest's outcome.
MeasuredTask measured_task_of(const Outcome& outcome);

/// "99.8 % alike on 200 samples, 99 % of errors within 0.9 % of the spread".
std::string fidelity_text(const Fidelity& fidelity);

/// What the plan tells of it.
FidelitySummary summary_of(const Fidelity& fidelity);

/// What spoils the result: a layer that reaches its cap; or else what adds most by itself, a
/// layer or the encoding of records. "layer 'fc1'".
std::string spoiler(const Fidelity& fidelity);

/// Errors: kFidelity where the bound is missed, with figures, the spoiling layer and what to
/// do; or where nothing but drawn records was measured, and a feature outweighs all others so
/// far that those tell nothing of real ones.
Result<void> meets(const Fidelity& fidelity, const FidelityBound& bound);

}  // namespace medisc
