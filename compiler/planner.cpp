#include "compiler/planner.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "compiler/fitting.hpp"
#include "compiler/label_output.hpp"
#include "compiler/plain_thresholds.hpp"

namespace medisc {

Result<Planning> prepare_planning(const Network& network, const PlanOptions& options) {
  if (network.layers.empty()) {
    return fail(ErrorCode::kUnsupported, "the network has no layers");
  }
  if (!options.observed.empty() && options.observed.size() != network.layers.size() + 1) {
    return fail(ErrorCode::kBadInput, "the observed magnitudes are those of another network");
  }
  Planning planning{network, options};
  std::optional<Manifest>& manifest = planning.options.manifest;
  if (!manifest) manifest = plain_manifest(network.features, network.outputs());
  auto checked = check_options(planning.options, network.features, network.outputs());
  if (!checked) return tl::unexpected(checked.error());
  if (options.output == Output::kLabel) {
    if (network.outputs() > kMaxLabelClasses) {
      return fail(ErrorCode::kUnsupported,
                  fmt::format("a label out of {} classes; supported are {} at most",
                              network.outputs(), kMaxLabelClasses),
                  "let the hospital have the logits");
    }
    planning.network = with_class_logits(network);
    std::vector<double>& observed = planning.options.observed;
    if (!observed.empty()) {
      observed.resize(planning.network.layers.size() + 1, observed.back());
    }
  }
  if (!planning.options.observed.empty()) {
    planning.network = with_plain_thresholds(planning.network, planning.options.observed);
  }
  planning.options = with_precision(std::move(planning.options), planning.network.features);
  return planning;
}

Result<CompiledModel> compile(const Network& network, const PlanOptions& options) {
  auto planning = prepare_planning(network, options);
  if (!planning) return tl::unexpected(planning.error());
  return fit(plain_draft(std::move(planning->network)), planning->options).compiled;
}

}  // namespace medisc
