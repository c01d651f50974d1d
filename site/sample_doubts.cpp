#include "site/sample_doubts.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "compiler/input_ranges_check.hpp"

namespace medisc {
namespace {

const double kFar = std::ldexp(1.0, kWideRangeBits);

/// A first layer that bends so close to zero, as a share of what its range makes of it, was
/// trained on far smaller values.
constexpr double kLeastBend = 0x1p-10;

/// Features that are not always 0, and those of them that stay far below their range.
struct Reached {
  std::size_t alive = 0;
  std::size_t narrow = 0;

  void add(double reached, double range) {
    if (reached == 0) return;
    ++alive;
    if (reached * kFar <= range) ++narrow;
  }
  bool is_mostly_narrow() const { return 2 * narrow > alive; }
};

/// Where the rows of a layer that reads the record bend: |bias| as a share of what ranges make
/// of its weights, each by chance. The median row's; none where no row has a bias.
template <class Linear>
std::optional<double> bend(const Linear& linear, std::span<const double> ranges) {
  std::vector<double> bends;
  const std::size_t terms = linear.matrix.size() / linear.bias.size();
  const double widest = *std::ranges::max_element(ranges);
  for (std::size_t row = 0; row < linear.bias.size(); ++row) {
    double power = 0;
    for (std::size_t i = 0; i < terms; ++i) {
      const double range = ranges.size() == terms ? ranges[i] : widest;
      power += std::pow(linear.matrix[row * terms + i] * range, 2);
    }
    if (power > 0 && linear.bias[row] != 0) {
      bends.push_back(std::abs(linear.bias[row]) / std::sqrt(power));
    }
  }
  if (bends.empty()) return std::nullopt;
  const auto middle = bends.begin() + static_cast<std::ptrdiff_t>(bends.size() / 2);
  std::nth_element(bends.begin(), middle, bends.end());
  return *middle;
}

std::optional<double> first_bend(const Network& network, std::span<const double> ranges) {
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    if (network.inputs_of(i).front() != 0 || i + 1 == network.layers.size()) continue;
    const LayerOp& op = network.layers[i].op;
    if (const auto* dense = std::get_if<Dense>(&op)) return bend(*dense, ranges);
    if (const auto* conv = std::get_if<Conv>(&op)) return bend(*conv, ranges);
  }
  return std::nullopt;
}

std::string wide_text(const Reached& reached, const char* who) {
  return fmt::format("{} stay below a 16th of the input range in {} of {} features", who,
                     reached.narrow, reached.alive);
}

/// How far records go, by feature, and who goes furthest beyond what was reached.
struct Looked {
  std::vector<double> largest;
  std::size_t beyond = 0;
  std::size_t record = 0;
  std::size_t feature = 0;
  double times = 0;
};

Looked look(const CompiledModel& model, std::span<const std::vector<std::int64_t>> encoded) {
  const InputEncoding& input = model.plan.input;
  const std::vector<double>& reached = model.fidelity->reached;
  Looked looked{std::vector<double>(input.features), 0, 0, 0, 0};
  for (std::size_t record = 0; record < encoded.size(); ++record) {
    bool far = false;
    for (std::uint32_t i = 0; i < input.features; ++i) {
      const int scale = input.range_of(i) - static_cast<int>(input.bits);
      const double value = std::ldexp(std::abs(static_cast<double>(encoded[record][i])), scale);
      looked.largest[i] = std::max(looked.largest[i], value);
      if (reached[i] == 0 || value < kFar * reached[i]) continue;
      far = true;
      if (value / reached[i] <= looked.times) continue;
      looked.times = value / reached[i];
      looked.record = record;
      looked.feature = i;
    }
    if (far) ++looked.beyond;
  }
  return looked;
}

}  // namespace

Result<void> expect_different(std::span<const double> samples, std::size_t features) {
  const std::size_t rows = features == 0 ? 0 : samples.size() / features;
  if (rows == 0) return {};
  const bool zero = std::ranges::all_of(samples, [](double x) { return x == 0; });
  bool same = rows > 1;
  for (std::size_t i = features; i < rows * features && same; ++i) {
    same = samples[i] == samples[i % features];
  }
  if (!zero && !same) return {};
  return fail(ErrorCode::kBadInput,
              zero ? "all samples are 0 throughout: a plan can't be measured on them"
                   : "all samples are the same record: a plan can't be measured on them",
              "give records like those to come: some hundred, as a hospital has them");
}

Result<void> expect_within(const Fidelity& fidelity) {
  if (fidelity.beyond <= fidelity.records) return {};
  return fail(ErrorCode::kBadInput,
              fmt::format("{} of {} samples lie beyond the input ranges", fidelity.beyond,
                          fidelity.beyond + fidelity.records),
              "give ranges that hold them, or samples like the records to come");
}

std::vector<std::string> sample_doubts(const Network& network, std::span<const double> ranges,
                                       const Fidelity& fidelity) {
  std::vector<std::string> doubts;
  if (fidelity.beyond > 0) {
    doubts.push_back(
        fmt::format("{} of {} samples lie beyond the input ranges, and were left out",
                    fidelity.beyond, fidelity.beyond + fidelity.records));
  }
  if (!fidelity.drawn && fidelity.records < kFewSamples) {
    doubts.push_back(fmt::format(
        "the plan is measured on {} sample{}, which tells little: give some hundred, like the "
        "records to come",
        fidelity.records, fidelity.records == 1 ? "" : "s"));
  }
  Reached reached;
  for (std::size_t i = 0; i < fidelity.reached.size(); ++i) {
    reached.add(fidelity.reached[i], range_of(ranges, i));
  }
  if (!fidelity.drawn && reached.is_mostly_narrow()) {
    doubts.push_back(wide_text(reached, "samples") +
                     ": either the ranges are too wide, or these are not the records to come");
  }
  const auto bends = fidelity.drawn ? first_bend(network, ranges) : std::nullopt;
  if (bends && *bends < kLeastBend) {
    doubts.emplace_back(
        "the input ranges are very wide for the network's first layer, and the plan is "
        "measured on records drawn over all of them: give narrower ranges, or samples");
  }
  return doubts;
}

std::vector<std::string> record_doubts(const CompiledModel& model,
                                       std::span<const std::vector<std::int64_t>> encoded,
                                       std::span<const std::string> names) {
  std::vector<std::string> doubts;
  if (!model.fidelity || model.fidelity->reached.empty()) return doubts;
  const Looked looked = look(model, encoded);
  if (looked.beyond > 0) {
    doubts.push_back(fmt::format(
        "{} of {} records go 16 times as far as all samples, or further; record '{}' {:.0f} "
        "times as far in feature {}: the plan was not measured there; give samples like these",
        looked.beyond, encoded.size(),
        looked.record < names.size() ? names[looked.record] : fmt::format("{}", looked.record),
        looked.times, looked.feature + 1));
  }
  Reached reached;
  for (std::uint32_t i = 0; i < looked.largest.size(); ++i) {
    reached.add(looked.largest[i], std::ldexp(1.0, model.plan.input.range_of(i)));
  }
  if (model.fidelity->drawn && reached.is_mostly_narrow()) {
    doubts.push_back(wide_text(reached, "the records") +
                     ", and the plan is measured on records drawn over all of it: give "
                     "narrower ranges, or samples");
  }
  return doubts;
}

}  // namespace medisc
