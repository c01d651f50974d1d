#include "tests/differential/run.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace medisc::test {
namespace {

constexpr std::array<std::pair<const char*, Flip>, 5> kFlips{{{"none", Flip::kNone},
                                                              {"weight", Flip::kWeight},
                                                              {"share", Flip::kShare},
                                                              {"correction", Flip::kCorrection},
                                                              {"opening", Flip::kOpening}}};

/// What is wrong with network `seed`.
std::optional<std::string> compare(std::uint64_t seed, Flip flip, KindTally& tally) {
  const Result<Experiment> experiment = draw_experiment(seed);
  if (!experiment) {
    if (experiment.error().code == ErrorCode::kOverflow) {
      ++tally.overflow;
    } else if (experiment.error().code == ErrorCode::kUnsupported) {
      ++tally.unsupported;
    } else {
      return "refused: " + render(experiment.error());
    }
    return std::nullopt;
  }
  ++tally.networks;
  tally.records += experiment->batch();
  tally.steps += experiment->drawn.plan.steps.size();
  tally.capped += experiment->is_capped;
  tally.truncated += experiment->is_truncated;
  if (has_equal_logits(*experiment)) tally.labelled += experiment->batch();
  return disagreement(*experiment, flip);
}

std::string command(std::uint64_t seed, Flip flip) {
  std::string text = fmt::format("differential --networks 1 --seed {}", seed);
  for (const auto& [name, value] : kFlips) {
    if (flip != Flip::kNone && value == flip) text += fmt::format(" --flip {}", name);
  }
  return text;
}

}  // namespace

Tally compare_networks(const RunOptions& options,
                       const std::function<void(std::uint64_t)>& begin,
                       const std::function<void(const std::string&)>& report) {
  Tally tally;
  for (std::uint64_t i = 0; i < options.networks; ++i) {
    const std::uint64_t seed = options.first_seed + i;
    const Kind kind = kind_of(seed);
    if (options.kind && kind != *options.kind) continue;
    begin(seed);
    if (auto wrong = compare(seed, options.flip, tally[kind])) {
      ++tally[kind].disagreements;
      report(fmt::format("{}: {}, {}", command(seed, options.flip), name_of(kind), *wrong));
    }
  }
  return tally;
}

std::optional<Flip> flip_named(const std::string& name) {
  for (const auto& [known, flip] : kFlips) {
    if (name == known) return flip;
  }
  return std::nullopt;
}

std::optional<Kind> kind_named(const std::string& name) {
  for (const Kind kind : kKinds) {
    if (name == name_of(kind)) return kind;
  }
  return std::nullopt;
}

}  // namespace medisc::test
