#include "compiler/fidelity.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "compiler/label_output.hpp"

namespace medisc {
namespace {

std::uint32_t millionths(double share) {
  return static_cast<std::uint32_t>(std::lround(std::clamp(share, 0.0, 4000.0) * 1e6));
}

/// " (logit_3)"; nothing where all results count together.
std::string result_text(std::optional<std::size_t> result) {
  return result ? fmt::format(" (logit_{})", *result) : "";
}

/// A feature that hardly changes, and is divided by how much it does, outweighs the others.
bool is_hardly_normalised(const Fidelity& fidelity) {
  constexpr double kHeavy = 64;
  return !fidelity.drawn && fidelity.heaviest.times > kHeavy;
}

std::string remedy(const Fidelity& fidelity) {
  if (fidelity.drawn) {
    return "give sample records (samples = \"FILE\", --samples), ring_bits = 64 and no bits by "
           "hand";
  }
  if (is_hardly_normalised(fidelity)) {
    return "where that feature is always the same, give it that value as least and largest in "
           "a "
           "model.toml, leave it out of the model, or let the hospital normalise "
           "(public_normalisation = true, --public-normalisation)";
  }
  return "give ring_bits = 64, narrower input ranges and no bits by hand";
}

/// "200 samples", "1 sample", "128 drawn records".
std::string records_text(const Fidelity& fidelity) {
  const char* what = fidelity.drawn ? "drawn record" : "sample";
  return fmt::format("{} {}{}", fidelity.records, what, fidelity.records == 1 ? "" : "s");
}

}  // namespace

MeasuredTask measured_task_of(const Outcome& outcome) {
  MeasuredTask task;
  task.task = outcome.task;
  for (std::size_t i = 1; i < outcome.shape.size(); ++i) task.positions *= outcome.shape[i];
  for (const double threshold : outcome.thresholds) {
    task.thresholds.push_back(threshold_logit(threshold));
  }
  return task;
}

bool agrees(const Fidelity& fidelity, const FidelityBound& bound) {
  const bool is_of_findings = fidelity.worst_agreement.has_value();
  const bool each =
      fidelity.agreement >= bound.agreement || (is_of_findings && fidelity.unlike <= 1);
  return each && fidelity.pooled >= bound.agreement;
}

std::string fidelity_text(const Fidelity& fidelity) {
  const std::string all =
      fidelity.worst_agreement
          ? fmt::format(" (all findings at once {:.1f} %)", 100 * fidelity.all_alike)
          : "";
  return fmt::format("{:.1f} % alike on {}{}, 99 % of errors within {:.2f} % of the spread",
                     100 * fidelity.agreement, records_text(fidelity), all, 100 * fidelity.p99);
}

FidelitySummary summary_of(const Fidelity& fidelity) {
  FidelitySummary summary;
  (fidelity.drawn ? summary.drawn : summary.samples) =
      static_cast<std::uint32_t>(fidelity.records);
  summary.agreement = millionths(fidelity.agreement);
  summary.median = millionths(fidelity.median);
  summary.p99 = millionths(fidelity.p99);
  summary.largest = millionths(fidelity.largest);
  return summary;
}

std::string spoiler(const Fidelity& fidelity) {
  for (const Fidelity::Saturation& saturation : fidelity.saturations) {
    if (saturation.share > 0) return fmt::format("the cap on layer '{}'", saturation.layer);
  }
  const auto worst = std::ranges::max_element(fidelity.layers, {}, &Fidelity::LayerError::own);
  if (worst == fidelity.layers.end() || fidelity.encoding > worst->own) {
    return "the encoding of records";
  }
  return fmt::format("layer '{}'", worst->name);
}

Result<void> meets(const Fidelity& fidelity, const FidelityBound& bound) {
  if (fidelity.drawn && fidelity.heaviest.times > kFarHeavier) {
    return fail(
        ErrorCode::kFidelity,
        fmt::format("feature {} weighs {:.0f} times as much as the median one, within its "
                    "input range: either that range is wrong, or the feature is always 0; "
                    "records drawn within the ranges tell nothing then",
                    fidelity.heaviest.feature + 1, fidelity.heaviest.times),
        "give sample records (samples = \"FILE\", --samples), or a range for each feature");
  }
  if (agrees(fidelity, bound) && fidelity.p99 <= bound.p99) return {};
  std::string found = fmt::format(
      "the plan is not the model: over {} {} records {:.1f} % come out alike{}, and 99 % of "
      "errors lie within {:.1f} % of the results' spread{}; expected {:.1f} % and {:.1f} %",
      fidelity.records, fidelity.drawn ? "drawn" : "sample", 100 * fidelity.agreement,
      result_text(fidelity.worst_agreement), 100 * fidelity.p99,
      result_text(fidelity.worst_error), 100 * bound.agreement, 100 * bound.p99);
  found += fmt::format("; {} spoils it", spoiler(fidelity));
  if (is_hardly_normalised(fidelity)) {
    found += fmt::format("; feature {} weighs {:.0f} times as much as the median one",
                         fidelity.heaviest.feature + 1, fidelity.heaviest.times);
  }
  return fail(
      ErrorCode::kFidelity, std::move(found),
      remedy(fidelity) + "; or let it pass, with fidelity = \"warn\" (--fidelity warn)");
}

}  // namespace medisc
