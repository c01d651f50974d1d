#include "compiler/planner.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "compiler/fitting.hpp"
#include "compiler/label_output.hpp"
#include "compiler/with_splines.hpp"

namespace medisc {

Result<PlanOptions> checked_options(const Network& network, PlanOptions options) {
  if (network.layers.empty()) {
    return fail(ErrorCode::kUnsupported, "the network has no layers");
  }
  if (!options.observed.empty() && options.observed.size() != network.layers.size() + 1) {
    return fail(ErrorCode::kBadInput, "the observed magnitudes are those of another network");
  }
  if (!options.manifest) options.manifest = plain_manifest(network.features, network.outputs());
  auto checked = check_options(options, network.features, network.outputs());
  if (!checked) return tl::unexpected(checked.error());
  const Choice choice = choice_of(options.manifest->outcome, network.outputs());
  if (options.output == Output::kLabel && choice.classes > kMaxLabelClasses) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("a label out of {} classes; supported are {} at most",
                            choice.classes, kMaxLabelClasses),
                "let the hospital have the logits");
  }
  return options;
}

Planning prepare_planning(Network network, PlanOptions options) {
  Planning planning{std::move(network), std::move(options)};
  if (planning.options.output == Output::kLabel) {
    const Outcome& outcome = planning.options.manifest->outcome;
    const Choice choice = choice_of(outcome, planning.network.outputs());
    planning.network = outcome.task == TaskKind::kMap
                           ? with_pixel_logits(planning.network, choice)
                           : with_class_logits(planning.network);
    std::vector<double>& observed = planning.options.observed;
    if (!observed.empty()) {
      observed.resize(planning.network.layers.size() + 1, observed.back());
    }
  }
  planning.options = with_precision(std::move(planning.options), planning.network.features);
  return planning;
}

Result<CompiledModel> compile(const Network& network, const PlanOptions& options) {
  auto checked = checked_options(network, options);
  if (!checked) return tl::unexpected(checked.error());
  auto splined = with_splines(network, options.ranges);
  if (!splined) return tl::unexpected(splined.error());
  Planning planning = prepare_planning(std::move(*splined), std::move(*checked));
  RoundedLayers layers;
  Draft draft = plain_draft(std::move(planning.network));
  draft.observed = planning.options.observed;
  return fit(std::move(draft), planning.options, layers).compiled;
}

}  // namespace medisc
