#include "tests/differential/experiment.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "compiler/calibration.hpp"
#include "compiler/label_output.hpp"
#include "compiler/normal_form.hpp"
#include "compiler/planner.hpp"
#include "plan/input_encoding.hpp"
#include "tests/differential/dense_plan.hpp"
#include "tests/differential/image_plan.hpp"
#include "tests/differential/real_network.hpp"
#include "tests/differential/real_options.hpp"
#include "tests/differential/real_records.hpp"
#include "tests/differential/records.hpp"

namespace medisc::test {
namespace {

/// Mostly few; sometimes around the words that bits are sliced into.
std::size_t any_batch(const Plan& plan, Chance& chance) {
  if (plan.input.features <= 40 && chance.one_in(12)) {
    return chance.one_of<std::size_t>({7, 8, 9, 31, 63, 64, 65});
  }
  return chance.pick(1, 4);
}

Experiment draw_plan(std::uint64_t seed, Chance& chance) {
  const auto ring_bits = chance.one_of<std::uint32_t>({32, 64});
  Experiment experiment{seed, {}, {}};
  if (kind_of(seed) == Kind::kDense) {
    experiment.drawn = dense_plan(ring_bits, chance);
  } else {
    const Extent extent = chance.one_in(50) ? Extent::kLarge : Extent::kSmall;
    experiment.drawn = image_plan(ring_bits, extent, chance);
  }
  const Plan& plan = experiment.drawn.plan;
  const std::size_t batch = any_batch(plan, chance);
  experiment.records = chance.one_in(3) ? encoded_records(plan, batch, chance.bits())
                                        : any_records(plan, batch, chance.bits());
  return experiment;
}

bool has_step_named(const Plan& plan, std::string_view suffix) {
  return std::any_of(plan.steps.begin(), plan.steps.end(),
                     [&](const Step& step) { return step.name.ends_with(suffix); });
}

void append(std::vector<std::int64_t>& records, const std::vector<std::int64_t>& record) {
  records.insert(records.end(), record.begin(), record.end());
}

/// Draws one compiled network.
class CompiledDraw {
 public:
  CompiledDraw(std::uint64_t seed, Chance& chance) : kind_(kind_of(seed)), chance_(chance) {
    experiment_.seed = seed;
  }

  Result<Experiment> run() {
    const RealNetwork real = real_network(chance_);
    PlanOptions options = real_options(real, chance_);
    const bool label =
        kind_ == Kind::kLabel || (kind_ == Kind::kCalibrated && chance_.one_in(2));
    if (label) options.output = Output::kLabel;
    auto network = normal_form(real.network);
    if (!network) return tl::unexpected(network.error());
    if (label) read_as_map(*network, options);
    if (kind_ == Kind::kCalibrated) {
      if (auto observed = calibrate(*network, options); !observed) {
        return tl::unexpected(observed.error());
      }
    }
    auto compiled = compile(*network, options);
    if (!compiled) return tl::unexpected(compiled.error());
    experiment_.drawn = {std::move(compiled->plan), std::move(compiled->weights)};
    experiment_.is_capped = !compiled->caps.empty();
    experiment_.is_truncated = has_step_named(experiment_.drawn.plan, "/truncation");
    if (kind_ != Kind::kCalibrated) {
      for (const StepReport& step : compiled->report) experiment_.bounds.push_back(step.bound);
    }
    if (kind_ == Kind::kLabel) compile_logits(*network, options);
    if (auto drawn = draw_records(); !drawn) return tl::unexpected(drawn.error());
    return std::move(experiment_);
  }

 private:
  /// Observes sample records of a part of the ranges.
  Result<void> calibrate(const Network& network, PlanOptions& options) {
    if (auto ok = check_options(options, network.features, network.outputs()); !ok) return ok;
    const PlanOptions precise = with_precision(options, network.features);
    const InputEncoding input = encoding_of(precise, network.features);
    const double reach = chance_.one_of({0.1, 0.5, 1.0});
    std::vector<double> samples;
    for (std::uint32_t count = chance_.pick(1, 6); count > 0; --count) {
      const std::vector<double> record = real_record(input, reach, false, chance_);
      samples.insert(samples.end(), record.begin(), record.end());
      samples_.push_back(record);
    }
    options.observed = observe(network, samples);
    options.margin_bits = chance_.pick(0, 3);
    return {};
  }

  /// One label in three is a map's, whose classes are some divisor of the results.
  void read_as_map(const Network& network, PlanOptions& options) {
    Chance chance(~experiment_.seed);
    if (!chance.one_in(3)) return;
    const std::uint32_t results = network.outputs();
    std::uint32_t classes = chance.pick(1, std::min(results, 6U));
    while (results % classes != 0) --classes;
    options.manifest = plain_manifest(network.features, results);
    options.manifest->outcome.task = TaskKind::kMap;
    options.manifest->outcome.shape = {classes, results / classes};
  }

  void compile_logits(const Network& network, PlanOptions options) {
    options.output = Output::kLogits;
    const Outcome& outcome = experiment_.drawn.plan.manifest.outcome;
    const Choice choice = choice_of(outcome, network.outputs());
    auto compiled = compile(outcome.task == TaskKind::kMap ? with_pixel_logits(network, choice)
                                                           : with_class_logits(network),
                            options);
    if (!compiled) return;
    experiment_.logits = DrawnPlan{std::move(compiled->plan), std::move(compiled->weights)};
  }

  Result<void> draw_records() {
    const Plan& plan = experiment_.drawn.plan;
    for (std::size_t count = any_batch(plan, chance_); count > 0; --count) {
      const std::uint32_t manner = chance_.pick(0, 5);
      if (kind_ == Kind::kCalibrated && manner == 0) {
        append(experiment_.records, any_records(plan, 1, chance_.bits()));
      } else if (kind_ != Kind::kCalibrated && manner == 0 && plan.input.features <= 80) {
        append(experiment_.records, driven_record(experiment_.drawn, chance_));
      } else {
        const bool sample = !samples_.empty() && manner < 3;
        auto encoded = encode(
            plan.input, sample ? samples_[chance_.pick(0, std::uint32_t(samples_.size()) - 1)]
                               : real_record(plan.input, 1, manner == 5, chance_));
        if (!encoded) return tl::unexpected(encoded.error());
        append(experiment_.records, *encoded);
      }
    }
    return {};
  }

  Kind kind_;
  Chance& chance_;
  Experiment experiment_;
  std::vector<std::vector<double>> samples_;  ///< those that were observed
};

}  // namespace

const char* name_of(Kind kind) {
  switch (kind) {
    case Kind::kDense:
      return "dense";
    case Kind::kImage:
      return "image";
    case Kind::kLogits:
      return "logits";
    case Kind::kLabel:
      return "label";
    case Kind::kCalibrated:
      return "calibrated";
  }
  return "";
}

Kind kind_of(std::uint64_t seed) {
  return kKinds[seed % kKinds.size()];
}

Result<Experiment> draw_experiment(std::uint64_t seed) {
  Chance chance(seed);
  const Kind kind = kind_of(seed);
  if (kind == Kind::kDense || kind == Kind::kImage) return draw_plan(seed, chance);
  return CompiledDraw(seed, chance).run();
}

}  // namespace medisc::test
