#include "compiler/planner.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "compiler/label_output.hpp"
#include "compiler/plan_attempt.hpp"
#include "compiler/rewrites.hpp"
#include "plan/powers.hpp"

namespace medisc {
namespace {

bool overflows(const PlanAttempt& attempt) {
  return !attempt.compiled && attempt.compiled.error().code == ErrorCode::kOverflow;
}

/// Rewrites the network until it fits the ring, or nothing is left to rewrite.
class Fitting {
 public:
  Fitting(Network network, const PlanOptions& options)
      : network_(std::move(network)), options_(options) {}

  Result<CompiledModel> run() {
    PlanAttempt now = attempt_plan(network_, options_);
    Result<CompiledModel> first = now.compiled;
    while (overflows(now)) {
      if (!truncate(now) && !cap(now)) return first;
    }
    if (now.compiled) now.compiled->caps = std::move(caps_);
    return std::move(now.compiled);
  }

 private:
  /// Takes what is rewritten if planning then gets further.
  bool take(Network rewritten, PlanAttempt& now, std::size_t inserted) {
    PlanAttempt next = attempt_plan(rewritten, options_);
    if (overflows(next) && next.stopped_at <= now.stopped_at + inserted) return false;
    network_ = std::move(rewritten);
    now = std::move(next);
    return true;
  }

  bool truncate(PlanAttempt& now) {
    const auto tensor = untruncated_input(network_, now.stopped_at);
    if (!tensor || !options_.observed.empty()) return false;
    const int bound_log2 = ceil_log2(std::max(now.bounds[*tensor], 1.0));
    return take(with_truncation(network_, *tensor, bound_log2), now, 3);
  }

  /// The highest cap with which planning gets to the end; failing that, the one with which it
  /// gets furthest.
  bool cap(PlanAttempt& now) {
    const auto tensor = cappable_before(network_, now.stopped_at);
    if (!tensor || !options_.observed.empty()) return false;
    const double proven = now.bounds[*tensor];
    std::optional<PlanAttempt> best;
    int best_log2 = 0;
    for (int log2 = ceil_log2(std::max(proven, 1.0)) - 1; log2 >= kLeastCapLog2; --log2) {
      PlanAttempt next = attempt_plan(with_cap(network_, *tensor, log2), options_);
      const bool further = !best || !overflows(next) || next.stopped_at > best->stopped_at;
      if (further) {
        best = std::move(next);
        best_log2 = log2;
      }
      if (!overflows(*best)) break;
    }
    if (!best || (overflows(*best) && best->stopped_at <= now.stopped_at + 3)) return false;
    caps_.push_back({network_.layers[*tensor - 1].name, proven, std::ldexp(1.0, best_log2)});
    network_ = with_cap(network_, *tensor, best_log2);
    now = std::move(*best);
    return true;
  }

  Network network_;
  const PlanOptions& options_;
  std::vector<Cap> caps_;
};

}  // namespace

Result<CompiledModel> compile(const Network& network, const PlanOptions& options) {
  if (network.layers.empty()) {
    return fail(ErrorCode::kUnsupported, "the network has no layers");
  }
  if (!options.observed.empty() && options.observed.size() != network.layers.size() + 1) {
    return fail(ErrorCode::kBadInput, "the observed magnitudes are those of another network");
  }
  Network planned = network;
  PlanOptions chosen = options;
  if (!chosen.manifest) chosen.manifest = plain_manifest(network.features, network.outputs());
  auto checked = check_options(chosen, network.features, network.outputs());
  if (!checked) return tl::unexpected(checked.error());
  if (options.output == Output::kLabel) {
    if (network.outputs() > kMaxWindow) {
      return fail(ErrorCode::kUnsupported,
                  fmt::format("a label out of {} classes; supported are {} at most",
                              network.outputs(), kMaxWindow),
                  "let the hospital have the logits");
    }
    planned = with_class_logits(network);
    if (!chosen.observed.empty()) {
      chosen.observed.resize(planned.layers.size() + 1, chosen.observed.back());
    }
  }
  chosen = with_precision(std::move(chosen), planned.features);
  return Fitting(std::move(planned), chosen).run();
}

}  // namespace medisc
