#include "plan/input_encoding.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "plan/powers.hpp"
#include "plan/preprocess.hpp"

namespace medisc {
namespace {

/// What a feature may be.
std::string range_text(const InputEncoding& encoding, std::uint32_t feature) {
  const double range = std::ldexp(1.0, encoding.range_of(feature));
  if (encoding.centre.empty()) return fmt::format("|x| must be at most {}", range);
  const std::uint32_t run = encoding.run_of(feature);
  const double half = range / std::abs(encoding.factor[run]);
  return fmt::format("x must lie from {} to {}", encoding.centre[run] - half,
                     encoding.centre[run] + half);
}

/// A feature's 2^range_log2 and 2^(bits - range_log2), which most share with the one before.
class RangePowers {
 public:
  explicit RangePowers(const InputEncoding& encoding) : encoding_(encoding) {}

  void move_to(std::uint32_t feature) {
    const std::int32_t log2 = encoding_.range_of(feature);
    if (log2 == log2_ && feature > 0) return;
    log2_ = log2;
    range_ = std::ldexp(1.0, log2);
    scale_ = std::ldexp(1.0, static_cast<int>(encoding_.bits) - log2);
  }
  double range() const { return range_; }
  double scale() const { return scale_; }

 private:
  const InputEncoding& encoding_;
  std::int32_t log2_ = 0;
  double range_ = 1;
  double scale_ = 1;
};

}  // namespace

Result<std::vector<std::int64_t>> encode(const InputEncoding& encoding,
                                         std::span<const double> record,
                                         std::span<const std::string> names) {
  const auto column = [&](std::uint32_t i) {
    return i < names.size() ? fmt::format("column {} ('{}')", i + 1, names[i])
                            : fmt::format("column {}", i + 1);
  };
  if (record.size() != encoding.features) {
    return fail(
        ErrorCode::kBadInput,
        fmt::format("the record has {} values; expected {}", record.size(), encoding.features),
        "give one value for each feature of the model");
  }
  std::vector<std::int64_t> integers(record.size());
  RangePowers powers(encoding);
  for (std::uint32_t i = 0; i < encoding.features; ++i) {
    if (!std::isfinite(record[i])) {
      return fail(ErrorCode::kBadInput, column(i) + " is not a number",
                  "fill in missing values before");
    }
    powers.move_to(i);
    const double normalised = encoding.normalised(i, record[i]);
    if (!(std::abs(normalised) <= powers.range())) {
      return fail(ErrorCode::kBadInput,
                  fmt::format("{} is out of range: {}", column(i), range_text(encoding, i)),
                  "check the unit and the order of the columns");
    }
    integers[i] = std::llround(normalised * powers.scale());  // a power of two: exact
  }
  return integers;
}

Result<std::vector<std::int64_t>> encode(const Plan& plan, std::span<const double> record,
                                         std::span<const std::string> names) {
  const Manifest& manifest = plan.manifest;
  if (names.empty() && manifest.parts.size() == 1) names = manifest.parts.front().features;
  if (manifest.preprocessing.empty() || record.size() != plan.input.features) {
    return encode(plan.input, record, names);
  }
  return encode(plan.input, preprocessed(manifest, {record.begin(), record.end()}), names);
}

std::vector<double> decode_logits(const Plan& plan, std::span<const std::int64_t> logits) {
  std::vector<double> values;
  values.reserve(logits.size());
  for (const std::int64_t logit : logits) {
    values.push_back(std::ldexp(static_cast<double>(logit), -plan.output_scale()));
  }
  return values;
}

std::vector<double> probabilities(std::span<const double> logits) {
  if (logits.empty()) return {};
  if (logits.size() == 1) return {1.0 / (1.0 + std::exp(-logits[0]))};
  const double largest = *std::max_element(logits.begin(), logits.end());
  std::vector<double> values;
  double sum = 0;
  for (const double logit : logits) {
    values.push_back(std::exp(logit - largest));
    sum += values.back();
  }
  for (double& value : values) value /= sum;
  return values;
}

std::vector<double> ranges_of(std::span<const double> records, std::size_t columns) {
  std::vector<double> largest(columns, 0.0);
  for (std::size_t i = 0; i < records.size(); ++i) {
    double& seen = largest[i % columns];
    seen = std::max(seen, std::abs(records[i]));
  }
  for (double& range : largest) {
    range = range == 0 ? 1.0 : std::ldexp(1.0, ceil_log2(range) + 1);
  }
  return largest;
}

}  // namespace medisc
