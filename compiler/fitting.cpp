#include "compiler/fitting.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "compiler/plan_attempt.hpp"
#include "compiler/rewrites.hpp"
#include "plan/powers.hpp"

namespace medisc {
namespace {

bool overflows(const PlanAttempt& attempt) {
  return !attempt.compiled && attempt.compiled.error().code == ErrorCode::kOverflow;
}

/// How far an attempt came: the end, or the layer at which it failed.
std::size_t progress(const PlanAttempt& attempt, const Network& network) {
  return overflows(attempt) ? attempt.stopped_at : network.layers.size();
}

/// Rewrites the network until it fits the ring, or nothing is left to rewrite.
class Fitting {
 public:
  Fitting(Draft draft, const PlanOptions& options)
      : draft_(std::move(draft)), options_(options) {}

  Fitted run() {
    PlanAttempt now = attempt_plan(draft_, options_);
    Result<CompiledModel> first = now.compiled;
    while (overflows(now)) {
      if (!truncate(now) && !cap(now)) return {std::move(first), std::move(draft_)};
    }
    if (now.compiled) now.compiled->caps = draft_.caps;
    return {std::move(now.compiled), std::move(draft_)};
  }

 private:
  /// The draft with a layer more behind `tensor`.
  Draft truncated(std::uint32_t tensor) const {
    const auto at = static_cast<std::ptrdiff_t>(tensor);
    Draft result{with_truncation(draft_.network, tensor), draft_.bits, draft_.sampled,
                 draft_.caps};
    result.bits.insert(result.bits.begin() + at, LayerBits{});
    if (!result.sampled.empty()) {
      result.sampled.insert(result.sampled.begin() + at + 1, draft_.sampled[tensor]);
    }
    return result;
  }

  Draft capped(std::uint32_t tensor, int log2) const {
    return {with_cap(draft_.network, tensor, log2), draft_.bits, draft_.sampled, draft_.caps};
  }

  /// Takes what is rewritten if planning then gets further.
  bool truncate(PlanAttempt& now) {
    const auto tensor = untruncated_input(draft_.network, now.stopped_at);
    if (!tensor || !options_.observed.empty()) return false;
    Draft next_draft = truncated(*tensor);
    PlanAttempt next = attempt_plan(next_draft, options_);
    if (overflows(next) && next.stopped_at <= now.stopped_at + 1) return false;
    draft_ = std::move(next_draft);
    now = std::move(next);
    return true;
  }

  /// The least cap that samples allow: they stay below half of it.
  int least_cap(std::uint32_t tensor) const {
    const int least = least_cap_log2(draft_.network, tensor);
    if (draft_.sampled.empty() || draft_.sampled[tensor] == 0) {
      return std::max(kLeastCapLog2, least);
    }
    return std::max(ceil_log2(draft_.sampled[tensor]) + 1, least);
  }

  /// The highest cap with which planning gets as far as with the lowest.
  bool cap(PlanAttempt& now) {
    const auto tensor = cappable_before(draft_.network, now.stopped_at);
    if (!tensor || !options_.observed.empty()) return false;
    const double proven = now.bounds[*tensor];
    int lowest = least_cap(*tensor);
    int highest = ceil_log2(std::max(proven, 1.0)) - 1;
    if (lowest > highest) return false;
    const auto with = [&](int log2) {
      Draft draft = capped(*tensor, log2);
      PlanAttempt attempt = attempt_plan(draft, options_);
      return std::pair{std::move(draft), std::move(attempt)};
    };
    auto best = with(lowest);
    const std::size_t furthest = progress(best.second, best.first.network);
    if (overflows(best.second) && furthest <= now.stopped_at) return false;
    while (lowest < highest) {
      const int middle = lowest + (highest - lowest + 1) / 2;
      auto tried = with(middle);
      if (progress(tried.second, tried.first.network) >= furthest) {
        best = std::move(tried);
        lowest = middle;
      } else {
        highest = middle - 1;
      }
    }
    const std::string name = draft_.network.layers[*tensor - 1].name;
    draft_ = std::move(best.first);
    draft_.caps.push_back({name, proven, std::ldexp(1.0, lowest)});
    now = std::move(best.second);
    return true;
  }

  Draft draft_;
  const PlanOptions& options_;
};

}  // namespace

Fitted fit(Draft draft, const PlanOptions& options) {
  return Fitting(std::move(draft), options).run();
}

}  // namespace medisc
