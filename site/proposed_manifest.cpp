#include "site/proposed_manifest.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include <fmt/format.h>

#include "records/told_list.hpp"
#include "site/model_manifest.hpp"
#include "site/sample_doubts.hpp"

namespace medisc {
namespace {

constexpr std::size_t kMostPlaceholders = 64;

/// 1, 2 or 5 times a power of ten: a tenth of the spread, or less.
double round_step(double spread) {
  const double decade = std::pow(10, std::floor(std::log10(spread)) - 1);
  for (const double digit : {10.0, 5.0, 2.0}) {
    if (digit * decade <= spread / 10) return digit * decade;
  }
  return decade;
}

/// Without the dust of binary fractions: 0.3, and not 0.30000000000000004.
double tidy(double number) {
  return std::strtod(fmt::format("{:.12g}", number).c_str(), nullptr);
}

/// What a channel, or a feature, holds over all samples.
struct Seen {
  ValueRange range{std::numeric_limits<double>::infinity(),
                   -std::numeric_limits<double>::infinity()};
  bool whole = true;

  void add(double x) {
    range.least = std::min(range.least, x);
    range.largest = std::max(range.largest, x);
    whole = whole && x == std::floor(x);
  }
};

/// Always the same, and nothing that a yes or no, or a feature that is unknown, would be.
bool is_fixed(ValueRange seen) {
  return seen.least == seen.largest && seen.least != 0 && std::abs(seen.least) != 1;
}

void add_ranges(RecordPart& part, std::size_t first, const RecordTable& samples) {
  const std::uint32_t elements = elements_of(part.shape);
  const bool by_channel = part.layout != Layout::kFlat;
  std::vector<Seen> seen(by_channel ? channels_of(part) : elements);
  for (std::size_t row = 0; row < samples.rows; ++row) {
    const auto values = samples.row(row);
    for (std::uint32_t i = 0; i < elements; ++i) {
      seen[by_channel ? channel_of(part, i) : i].add(values[first + i]);
    }
  }
  part.least.clear();
  part.largest.clear();
  const bool may_fix = !by_channel && samples.rows >= kFewSamples;
  for (const Seen& one : seen) {
    const bool fixed = may_fix && is_fixed(one.range);
    const ValueRange range = fixed ? one.range : proposed_range(one.range, one.whole);
    part.least.push_back(range.least);
    part.largest.push_back(range.largest);
  }
  const auto all_equal = [](const std::vector<double>& list) {
    return std::all_of(list.begin(), list.end(), [&](double x) { return x == list[0]; });
  };
  if (!all_equal(part.least) || !all_equal(part.largest)) return;
  part.least.resize(1);
  part.largest.resize(1);
}

void add_names(Manifest& manifest, const RecordTable& samples) {
  if (samples.features.size() != samples.columns) return;
  auto next = samples.features.begin();
  for (RecordPart& part : manifest.parts) {
    const auto end = next + elements_of(part.shape);
    if (part.features.empty() && part.layout == Layout::kFlat) part.features.assign(next, end);
    next = end;
  }
}

/// Words to replace, as many as there must be.
void add_placeholders(Manifest& manifest) {
  for (RecordPart& part : manifest.parts) {
    if (!part.units.empty()) continue;
    const bool each = part.layout == Layout::kFlat && !part.features.empty() &&
                      part.features.size() <= kMostPlaceholders;
    part.units.assign(each ? part.features.size() : 1, "");
  }
  Outcome& outcome = manifest.outcome;
  if (!outcome.labels.empty()) return;
  std::size_t count = outcome.shape.front();
  const char* what = "class";
  switch (outcome.task) {
    case TaskKind::kNumber:
      return;
    case TaskKind::kBinary:
      outcome.labels = {"negative", "positive"};
      return;
    case TaskKind::kMap:
      count = std::max<std::size_t>(count, 2);
      break;
    case TaskKind::kFindings:
      what = "finding";
      break;
    case TaskKind::kClasses:
      break;
  }
  if (count > kMostPlaceholders) return;
  for (std::size_t i = 0; i < count; ++i) {
    outcome.labels.push_back(fmt::format("{} {}", what, i));
  }
}

}  // namespace

ValueRange proposed_range(ValueRange seen, bool whole) {
  const auto [least, largest] = seen;
  if (least == 0 && largest == 0) return {0, 1};
  if (least >= 0 && largest <= 1 && largest > 0.5) return {0, 1};
  if (least >= -1 && largest <= 1 && largest - least > 1) return {-1, 1};
  if (whole && least >= 0 && least < 64 && largest <= 255 && largest > 191) return {0, 255};
  const double spread = largest > least ? largest - least : std::abs(largest);
  const double step = round_step(spread);
  const double low = std::floor((least - spread / 4) / step) * step;
  const double high = std::ceil((largest + spread / 4) / step) * step;
  return {tidy(least >= 0 ? std::max(low, 0.0) : low),
          tidy(largest <= 0 ? std::min(high, 0.0) : high)};
}

std::string fixed_note(const Manifest& manifest) {
  ToldList told;
  for (const RecordPart& part : manifest.parts) {
    if (part.layout != Layout::kFlat || part.least.empty()) continue;
    for (std::uint32_t i = 0; i < elements_of(part.shape); ++i) {
      if (*entry_for(part, part.least, i) != *entry_for(part, part.largest, i)) continue;
      told.add([&] {
        return part.features.empty() ? fmt::format("feature {} of '{}'", i + 1, part.name)
                                     : "'" + part.features[i] + "'";
      });
    }
  }
  if (told.count() == 0) return "";
  return fmt::format(
      "fixed at the one value that all samples have: {}; other records are refused, so widen "
      "least and largest where they may differ",
      told.text());
}

Result<Manifest> propose_manifest(const Network& network, const RecordTable& samples,
                                  const std::string& name) {
  if (samples.columns != network.features || samples.rows == 0) {
    return fail(ErrorCode::kBadInput,
                fmt::format("the samples have {} columns; the model takes {} values",
                            samples.columns, network.features),
                "give samples as the model's records are");
  }
  auto composed = manifest_of_file_alone(network, name);
  if (!composed) return tl::unexpected<Error>(composed.error());
  Manifest manifest = std::move(*composed);
  if (manifest.version.empty()) manifest.version = "1";
  std::size_t first = 0;
  for (RecordPart& part : manifest.parts) {
    add_ranges(part, first, samples);
    first += elements_of(part.shape);
  }
  add_names(manifest, samples);
  add_placeholders(manifest);
  if (auto valid = validate(manifest, network.features, network.outputs()); !valid) {
    return tl::unexpected<Error>(valid.error());
  }
  return manifest;
}

}  // namespace medisc
