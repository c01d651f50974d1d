#include "compiler/fitting.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <set>
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
  Fitting(Draft draft, const PlanOptions& options, RoundedLayers& layers)
      : draft_(std::move(draft)), options_(options), layers_(layers) {}

  Fitted run() {
    PlanAttempt now = attempt();
    std::optional<Error> first;
    if (overflows(now)) first = now.compiled.error();
    while (overflows(now)) {
      if (!truncate(now) && !truncate_all(now) && !cap(now)) {
        return {tl::unexpected(*first), std::move(now.needs), std::move(draft_)};
      }
    }
    if (now.compiled) now.compiled->caps = draft_.caps;
    return {std::move(now.compiled), {}, std::move(draft_)};
  }

 private:
  // The draft is changed and changed back, and never copied: its weights are large.

  PlanAttempt attempt() { return attempt_plan(draft_, options_, layers_); }

  void put_truncation(std::uint32_t tensor) {
    draft_.network = with_truncation(std::move(draft_.network), tensor);
    const auto at = static_cast<std::ptrdiff_t>(tensor);
    draft_.bits.insert(draft_.bits.begin() + at, LayerBits{});
    for (std::vector<double>* reached : {&draft_.sampled, &draft_.observed}) {
      if (reached->empty()) continue;
      const double own = (*reached)[tensor];
      reached->insert(reached->begin() + at + 1, own);
    }
  }

  void take_truncation(std::uint32_t tensor) {
    draft_.network = without_truncation(std::move(draft_.network), tensor);
    const auto at = static_cast<std::ptrdiff_t>(tensor);
    draft_.bits.erase(draft_.bits.begin() + at);
    if (!draft_.sampled.empty()) draft_.sampled.erase(draft_.sampled.begin() + at + 1);
  }

  /// Keeps the rewrite if planning then gets further.
  bool truncate(PlanAttempt& now) {
    const auto tensor = untruncated_input(draft_.network, now.stopped_at);
    if (!tensor || !draft_.observed.empty()) return false;
    put_truncation(*tensor);
    PlanAttempt next = attempt();
    if (overflows(next) && next.stopped_at <= now.stopped_at + 1) {
      take_truncation(*tensor);
      return false;
    }
    now = std::move(next);
    return true;
  }

  /// With bounds that were observed a layer's needs do not follow from those before it:
  /// wherever one leaves the ring, what it reads is rewritten.
  bool truncate_all(PlanAttempt& now) {
    if (draft_.observed.empty()) return false;
    std::set<std::uint32_t, std::greater<>> tensors;  // the last first: others keep their place
    for (std::size_t i = 0; i < now.needs.bits.size(); ++i) {
      if (now.needs.bits[i] <= options_.ring_bits) continue;
      const std::vector<std::uint32_t> parts = untruncated_parts(draft_.network, i);
      tensors.insert(parts.begin(), parts.end());
    }
    for (const std::uint32_t tensor : tensors) put_truncation(tensor);
    if (!tensors.empty()) now = attempt();
    return !tensors.empty();
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
    if (!tensor || !draft_.observed.empty()) return false;
    const double proven = now.bounds[*tensor];
    int lowest = least_cap(*tensor);
    int highest = ceil_log2(std::max(proven, 1.0)) - 1;
    if (lowest > highest) return false;
    LayerOp& op = draft_.network.layers[*tensor - 1].op;
    const Activation uncapped = std::get<Activation>(op);
    const auto with = [&](int log2) {
      op = capped(uncapped, std::ldexp(1.0, log2));
      return attempt();
    };
    PlanAttempt best = with(lowest);
    const std::size_t furthest = progress(best, draft_.network);
    if (overflows(best) && furthest <= now.stopped_at) {
      op = uncapped;
      return false;
    }
    while (lowest < highest) {
      const int middle = lowest + (highest - lowest + 1) / 2;
      PlanAttempt tried = with(middle);
      if (progress(tried, draft_.network) >= furthest) {
        best = std::move(tried);
        lowest = middle;
      } else {
        highest = middle - 1;
      }
    }
    op = capped(uncapped, std::ldexp(1.0, lowest));
    draft_.caps.push_back(
        {draft_.network.layers[*tensor - 1].name, proven, std::ldexp(1.0, lowest)});
    now = std::move(best);
    return true;
  }

  Draft draft_;
  const PlanOptions& options_;
  RoundedLayers& layers_;
};

}  // namespace

Fitted fit(Draft draft, const PlanOptions& options, RoundedLayers& layers) {
  return Fitting(std::move(draft), options, layers).run();
}

}  // namespace medisc
