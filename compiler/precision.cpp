#include "compiler/precision.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "compiler/compared.hpp"
#include "compiler/equalise.hpp"
#include "compiler/fitting.hpp"
#include "compiler/giving_way.hpp"
#include "compiler/linear_layers.hpp"
#include "compiler/measure.hpp"
#include "compiler/reach.hpp"
#include "compiler/with_splines.hpp"

namespace medisc {
namespace {

constexpr std::size_t kMostRecords = 256;
constexpr double kProducts = 6e9;        ///< a round, and a measurement
constexpr std::size_t kFewErrors = 100;  ///< so few tell little of the 99th percentile
constexpr double kWideRingCost = 1.2;    ///< its words take twice the time to compute with
constexpr int kRounds = static_cast<int>(kMostPlansTried);
constexpr int kMostTimes = 8;         ///< that bits are taken in a round, to stay in the ring
constexpr double kNearAimGiven = 3;   ///< what stays in the narrow ring so may err more
constexpr double kStillBetter = 0.7;  ///< of the error before: else a round has stalled
constexpr int kMostStalled = 2;       ///< rounds, before the ring is widened
constexpr int kMostStep = 8;          ///< bits that a round gives a layer, or takes, at most
constexpr int kLeastInputBits = 4;
constexpr int kMostInputBits = 24;
constexpr int kLeastWeightBits = 3;
constexpr double kLeastShare = 1e-3;  ///< of the noise, for what costs next to nothing
constexpr double kNearAim = 1.5;
constexpr double kNearAimDrawn = 1.7;  ///< they err more than real records
constexpr double kBelowAim = 0.6;
constexpr int kMostFiner = 3;  ///< times that splines become finer, for want of fidelity

/// A plan on the way, and what it measures.
struct Candidate {
  CompiledModel model;
  Network frame;  ///< of the network whose layers its steps compute
  Measured measured;
  double cost = 0;
  int round = 0;
  bool gave_way = false;  ///< bits, to stay in the ring

  /// What is aimed at: no single error beyond twice the 99th percentile that is.
  double error() const {
    return std::max(measured.fidelity.p99, measured.fidelity.largest / 2);
  }
  double aim() const {
    const Fidelity& found = measured.fidelity;
    return found.records * frame.outputs() < kFewErrors ? 0.7 * kAimedP99 : kAimedP99;
  }
  bool meets_aim() const {
    const double near = measured.fidelity.drawn ? kNearAimDrawn : kNearAim;
    return error() <= (gave_way ? kNearAimGiven : near) * aim() &&
           agrees(measured.fidelity, {});
  }
};

bool is_better(const Candidate& a, const Candidate& b) {
  if (a.meets_aim() != b.meets_aim()) return a.meets_aim();
  return a.meets_aim() ? a.cost < b.cost : a.error() < b.error();
}

/// The best of a search, and the network whose layers its steps compute.
struct Found {
  Candidate candidate;
  Network planned;
};

class Search {
 public:
  /// `given` are the options as they were asked for, before open bits were filled.
  Search(Draft draft, const PlanOptions& given, PlanOptions options, const Samples& samples,
         const MeasuredTask& task)
      : uncapped_{frame_of(draft.network), draft.bits, draft.sampled, draft.caps,
                  draft.observed},
        draft_(std::move(draft)),
        open_{!given.input_bits, !given.activation_bits, !given.weight_bits},
        options_(std::move(options)),
        usual_input_bits_(static_cast<int>(*options_.input_bits)),
        samples_(samples),
        task_(task) {}

  Result<Found> run(const PlanningProgress& progress) {
    std::optional<Candidate> best;
    for (int round = 0; round < kRounds; ++round) {
      auto next = candidate();
      if (progress) progress(static_cast<std::size_t>(round) + 1);
      if (!next) {
        if (next.error().code == ErrorCode::kOverflow && widen()) continue;
        if (best) break;
        return tl::unexpected(next.error());
      }
      next->round = round;
      const bool settled = next->meets_aim() && next->error() >= kBelowAim * next->aim();
      const bool changed = !settled && adjust(*next);
      if (!best || is_better(*next, *best)) best = std::move(*next);
      if (!changed) break;
    }
    Network planned = with_weights_of(best->frame, std::move(draft_.network));
    return Found{std::move(*best), std::move(planned)};
  }

 private:
  struct Open {
    bool input;
    bool activation;
    bool weight;
  };

  /// Caps that a round needs stay for the next, and so do bits that it takes.
  Result<Candidate> candidate() {
    bool gave_way = false;
    Fitted fitted = fit(std::move(draft_), options_, layers_);
    draft_ = std::move(fitted.draft);
    for (int times = 0; may_give_way(fitted) && times < kMostTimes; ++times) {
      if (!give_way(fitted.needs, options_, expected_noise(), draft_)) break;
      gave_way = true;
      fitted = fit(std::move(draft_), options_, layers_);
      draft_ = std::move(fitted.draft);
    }
    if (!fitted.compiled) return tl::unexpected(fitted.compiled.error());
    auto measured = measure_noise(draft_.network, *fitted.compiled, samples_, task_);
    if (!measured) return tl::unexpected(measured.error());
    noise_ = measured->noise;
    const Plan& plan = fitted.compiled->plan;
    const double cost = compared_bits(plan) * (options_.ring_bits == 64 ? kWideRingCost : 1.0);
    return Candidate{std::move(*fitted.compiled),
                     frame_of(draft_.network),
                     std::move(*measured),
                     cost,
                     0,
                     gave_way};
  }

  /// Bounds that were observed fall with the bits that a layer has; those that are proven have
  /// caps. What is asked for by hand stays.
  bool may_give_way(const Fitted& fitted) const {
    return !fitted.compiled && fitted.compiled.error().code == ErrorCode::kOverflow &&
           !options_.observed.empty() && options_.ring_bits < 64 && open_.activation &&
           open_.weight;
  }

  /// Of each tensor; all alike where nothing is known of some, as of a new truncation.
  std::vector<double>& expected_noise() {
    const std::size_t tensors = draft_.network.layers.size() + 1;
    if (noise_.size() != tensors) noise_.assign(tensors, 1.0);
    return noise_;
  }

  /// To 64 bits, where it is allowed; what was put in to fit 32 goes.
  bool widen() {
    if (!options_.widen_ring || options_.ring_bits == 64) return false;
    options_.ring_bits = 64;
    std::size_t now = 0;
    for (std::size_t i = 0; i < uncapped_.network.layers.size(); ++i, ++now) {
      while (draft_.network.layers[now].name != uncapped_.network.layers[i].name) ++now;
      uncapped_.bits[i] = draft_.bits[now];
    }
    Network network = with_weights_of(uncapped_.network, std::move(draft_.network));
    draft_ = Draft{std::move(network), uncapped_.bits, uncapped_.sampled, uncapped_.caps,
                   uncapped_.observed};
    noise_.clear();
    return true;
  }

  /// Where bits alone have not helped: no weight gives way any more, then a wider ring.
  bool insist(const Candidate& now) {
    ++missed_;
    const double before = std::exchange(last_error_, now.error());
    if (now.gave_way && now.error() > kStillBetter * before) ++stalled_;
    if (stalled_ >= kMostStalled && widen()) return true;
    if (missed_ > 3 && options_.spared_weight_bits > 0) {
      options_.spared_weight_bits = 0;
      return true;
    }
    return missed_ > 5 && widen();
  }

  /// What a tensor is to get, in bits, for its share of the noise that is wanted.
  std::vector<int> wanted_changes(const Candidate& now) const {
    // Ever smaller steps: what a bit does is not as even as it should be.
    const int most = std::max(kMostStep >> now.round, 1);
    const std::vector<double>& noise = now.measured.noise;
    const std::vector<double> cost = compared_behind(now.frame);
    double wanted = std::pow(now.aim() / std::max(now.error(), 1e-6), 2);
    if (!agrees(now.measured.fidelity, {})) {
      wanted = std::min(wanted, 0.25);
    }
    double all_cost = 0;
    for (std::size_t i = 0; i < noise.size(); ++i) {
      if (noise[i] > 0) all_cost += cost[i];
    }
    const double all_noise = std::accumulate(noise.begin(), noise.end(), 0.0);
    std::vector<int> changes(noise.size(), 0);
    if (all_cost <= 0) return changes;
    for (std::size_t i = 0; i < noise.size(); ++i) {
      if (noise[i] <= 0) continue;
      const double share = wanted * all_noise * std::max(cost[i] / all_cost, kLeastShare);
      const auto bits = static_cast<int>(std::lround(std::log2(noise[i] / share) / 2));
      changes[i] = std::clamp(bits, -most, most);
    }
    return changes;
  }

  /// Gives and takes bits; false where nothing changes.
  bool adjust(const Candidate& now) {
    const std::vector<int> changes = wanted_changes(now);
    bool changed = false;
    // Records that were drawn may fill their ranges as no real ones do: no layer gets fewer
    // bits than it would without them.
    const auto give = [&](int& bits, int change, int least, int usual, int most) {
      const int next = std::clamp(bits + change, samples_.drawn ? usual : least, most);
      changed = changed || next != bits;
      bits = next;
    };
    for (std::size_t i = 0; i < noise_.size(); ++i) noise_[i] *= std::exp2(-2 * changes[i]);
    if (open_.input) {
      int bits = static_cast<int>(*options_.input_bits);
      const int most = std::min(static_cast<int>(options_.ring_bits) - 1, kMostInputBits);
      give(bits, changes[0], kLeastInputBits, usual_input_bits_, most);
      options_.input_bits = static_cast<std::uint32_t>(bits);
    }
    for (std::size_t i = 0; i < draft_.network.layers.size(); ++i) {
      const Layer& layer = draft_.network.layers[i];
      LayerBits& bits = draft_.bits[i];
      if (open_.activation && std::holds_alternative<Activation>(layer.op)) {
        const int base = static_cast<int>(*options_.activation_bits);
        const int most = static_cast<int>(kMaxActivationBits);
        give(bits.activation, changes[i + 1], 1 - base, 0, most - base);
      } else if (open_.weight && is_linear(layer)) {
        const int base = static_cast<int>(*options_.weight_bits);
        const int most = static_cast<int>(kMaxWeightBits);
        give(bits.weight, changes[i + 1], kLeastWeightBits - base, 0, most - base);
      }
    }
    const bool any_open = open_.input || open_.activation || open_.weight;
    return (any_open && !now.meets_aim() && insist(now)) || changed;
  }

  Draft uncapped_;
  Draft draft_;
  RoundedLayers layers_;
  Open open_;
  PlanOptions options_;
  int usual_input_bits_;
  const Samples& samples_;
  const MeasuredTask& task_;
  int missed_ = 0;   ///< rounds that missed the aim
  int stalled_ = 0;  ///< and were hardly better than the one before, for want of bits
  double last_error_ = HUGE_VAL;
  std::vector<double> noise_;  ///< by tensor, as it was measured, or as bits given since tell
};

}  // namespace

Samples affordable_samples(const Network& network, const Samples& samples) {
  return thinned(network, samples, affordable_records(network, kMostRecords, kProducts));
}

namespace {

/// `network` with splines, where it has functions for them. `samples` have the network's own
/// results, or none, and then those of `splined`.
Result<CompiledModel> compile_splined(const Network& network, Network splined,
                                      const PlanOptions& options, Samples samples,
                                      const MeasuredTask& task,
                                      const PlanningProgress& progress) {
  auto [planned, chosen] = prepare_planning(std::move(splined), options);
  const bool has_splines = has_smooth(network);
  Samples searched;  // for what rounding adds: what splines add is chosen already
  if (has_splines) searched = samples;
  Magnitudes magnitudes;
  std::vector<double> reached;
  std::vector<double> sampled;
  {
    const Reach reach(planned, samples.records);
    if (samples.results.empty()) samples.results = reach.results(network.outputs());
    if (has_splines) searched.results = reach.results(network.outputs());
    magnitudes = reach.magnitudes(!options.observed.empty());
    reached = reach.record();
    if (!samples.drawn) sampled = reach.overall();
  }
  Draft draft = plain_draft(equalised(std::move(planned), magnitudes));
  draft.sampled = std::move(sampled);
  draft.observed = chosen.observed;
  auto found = Search(std::move(draft), options, chosen, has_splines ? searched : samples, task)
                   .run(progress);
  if (!found) return tl::unexpected(found.error());
  if (has_splines) {
    auto whole = measure_noise(found->planned, found->candidate.model, samples, task);
    if (!whole) return tl::unexpected(whole.error());
    found->candidate.measured = std::move(*whole);
  }
  Fidelity fidelity = with_layers(std::move(found->candidate.measured), found->planned,
                                  found->candidate.model, samples);
  fidelity.reached = std::move(reached);
  fidelity.heaviest = heaviest_feature(network, options.ranges);
  if (!samples.drawn) {
    fidelity.wide_ranges = wide_ranges(network, options.ranges, samples.records);
  }
  CompiledModel& model = found->candidate.model;
  model.plan.fidelity = summary_of(fidelity);
  model.fidelity = std::move(fidelity);
  return std::move(model);
}

}  // namespace

Result<CompiledModel> compile_measured(const Network& network, const PlanOptions& options,
                                       Samples samples, const MeasuredTask& task,
                                       const PlanningProgress& progress) {
  const auto checked = checked_options(network, options);
  if (!checked) return tl::unexpected(checked.error());
  if (samples.empty()) {
    samples = drawn_samples_within(network, options.ranges, kDrawnRecords);
  }
  samples = affordable_samples(network, samples);
  if (samples.results.empty() && has_smooth(network)) {
    samples.results = Reach(network, samples.records).results(network.outputs());
  }
  for (int finer = 0;; ++finer) {
    auto splined = with_splines(network, samples, task, finer);
    if (!splined) return tl::unexpected(splined.error());
    auto model =
        compile_splined(network, std::move(*splined), *checked, samples, task, progress);
    const bool is_close = model && agrees(*model->fidelity, {});
    if (!has_smooth(network) || is_close || finer == kMostFiner) return model;
  }
}

}  // namespace medisc
