#include "compiler/plan_options.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "plan/powers.hpp"

namespace medisc {
namespace {

Result<void> check_bits(const char* name, std::optional<std::uint32_t> value,
                        std::uint32_t least, std::uint32_t most) {
  if (!value || (*value >= least && *value <= most)) return {};
  return fail(ErrorCode::kUsage,
              fmt::format("{} is {}; expected {} to {}", name, *value, least, most));
}

Result<void> check_ranges(const std::vector<double>& ranges, std::uint32_t features) {
  if (ranges.size() != 1 && ranges.size() != features) {
    return fail(ErrorCode::kBadInput,
                fmt::format("there are {} input ranges; expected one, or {}, one a feature",
                            ranges.size(), features));
  }
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const bool fits = std::isfinite(ranges[i]) && ranges[i] >= 0x1p-62 && ranges[i] <= 0x1p62;
    if (fits) continue;
    return fail(ErrorCode::kBadInput,
                fmt::format("input range {} is not a number from 2^-62 to 2^62", i + 1),
                "give the largest |x| that the feature may have");
  }
  return {};
}

Result<void> check_label(const PlanOptions& options) {
  const TaskKind task = options.manifest->outcome.task;
  if (options.output == Output::kLogits || task == TaskKind::kClasses ||
      task == TaskKind::kBinary || task == TaskKind::kMap) {
    return {};
  }
  return fail(ErrorCode::kUnsupported,
              fmt::format("a label is the choice of one class, and the model's task is '{}'",
                          task_name(task)),
              task == TaskKind::kNumber
                  ? "let the hospital have the logits; where a single one stands for a yes or "
                    "no, declare task = \"binary\""
                  : "let the hospital have the logits: output = \"logits\"");
}

}  // namespace

Result<void> check_options(const PlanOptions& options, std::uint32_t features,
                           std::uint32_t outputs) {
  if (options.ring_bits != 32 && options.ring_bits != 64) {
    return fail(ErrorCode::kUsage,
                fmt::format("ring_bits is {}; expected 32 or 64", options.ring_bits));
  }
  const std::uint32_t most_input_bits = std::min<std::uint32_t>(options.ring_bits - 1, 52);
  if (auto ok = check_bits("input_bits", options.input_bits, 1, most_input_bits); !ok)
    return ok;
  if (auto ok = check_bits("weight_bits", options.weight_bits, 1, kMaxWeightBits); !ok)
    return ok;
  if (auto ok = check_bits("activation_bits", options.activation_bits, 0, kMaxActivationBits);
      !ok) {
    return ok;
  }
  if (auto ok = check_bits("margin_bits", options.margin_bits, 0, kMaxMarginBits); !ok)
    return ok;
  if (auto ok = check_ranges(options.ranges, features); !ok) return ok;
  if (!options.manifest) return {};
  if (auto ok = validate(*options.manifest, features, outputs); !ok) return ok;
  return check_label(options);
}

Precision default_precision(std::uint32_t features) {
  if (features > kFewFeatures) return {12, 8, 9};
  return {14, 8, 10};
}

PlanOptions with_precision(PlanOptions options, std::uint32_t features) {
  const Precision precision = default_precision(features);
  const std::uint32_t most_input_bits = options.ring_bits - 1;
  options.input_bits =
      options.input_bits.value_or(std::min(precision.input_bits, most_input_bits));
  options.activation_bits = options.activation_bits.value_or(precision.activation_bits);
  options.weight_bits = options.weight_bits.value_or(precision.weight_bits);
  return options;
}

InputEncoding encoding_of(const PlanOptions& options, std::uint32_t features) {
  InputEncoding encoding{features, *options.input_bits, {}, options.centre, options.factor};
  for (const double range : options.ranges) encoding.range_log2.push_back(ceil_log2(range));
  return encoding;
}

}  // namespace medisc
