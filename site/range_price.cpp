#include "site/range_price.hpp"

#include <utility>

#include <fmt/format.h>

#include "compiler/precision.hpp"
#include "protocol/traffic.hpp"

namespace medisc {
namespace {

std::uint64_t payload_of(const Plan& plan) {
  const Traffic traffic = declared_traffic(make_gates(plan), 1);
  return traffic.bytes_up() + traffic.bytes_down();
}

/// Whose range it is: a feature's by its name or number, a channel's, or an input's.
std::string owner_of(const Plan& plan, std::uint32_t feature) {
  if (plan.input.range_log2.size() == 1) return "all features";
  for (const RecordPart& part : plan.manifest.parts) {
    const std::uint32_t count = elements_of(part.shape);
    if (feature >= count) {
      feature -= count;
    } else if (feature < part.features.size()) {
      return fmt::format("'{}'", part.features[feature]);
    } else if (part.layout != Layout::kFlat) {
      return fmt::format("channel {} of '{}'", channel_of(part, feature) + 1, part.name);
    } else {
      return fmt::format("feature {} of '{}'", feature + 1, part.name);
    }
  }
  return "a feature";
}

}  // namespace

std::optional<Fidelity::WithinReach> within_reach(const Network& network, PlanOptions options,
                                                  Samples samples, const MeasuredTask& task) {
  options.ranges = ranges_within_reach(network, std::move(options.ranges), samples.records);
  const auto compiled = compile_measured(network, options, std::move(samples), task);
  if (!compiled) return std::nullopt;
  return Fidelity::WithinReach{compiled->fidelity->p99, payload_of(compiled->plan)};
}

std::string wide_ranges_text(const CompiledModel& model) {
  const auto& wide = model.fidelity->wide_ranges;
  if (wide.empty()) return "";
  std::string text = fmt::format(
      "the range of {}{} is 2^{} times what samples reach",
      owner_of(model.plan, wide.front().feature),
      wide.size() > 1 ? fmt::format(" (and {} more)", wide.size() - 1) : "", wide.front().bits);
  const auto& narrow = model.fidelity->within_reach;
  if (!narrow) return text;
  return text + fmt::format(
                    "; with ranges as they reach, 99 % of errors would lie within "
                    "{:.2f} % of the spread instead of {:.2f} %, and a record take {} "
                    "bytes instead of {}",
                    100 * narrow->p99, 100 * model.fidelity->p99, narrow->payload,
                    payload_of(model.plan));
}

}  // namespace medisc
