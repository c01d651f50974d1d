#include "plan/preprocess.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "plan/plan.hpp"
#include "plan/resample.hpp"

namespace medisc {
namespace {

/// One value through a step that is no resize.
double stepped(const Preprocessing& step, std::uint32_t channel, double x) {
  const std::vector<double>& numbers = step.numbers;
  switch (step.kind) {
    case StepKind::kScale:
      return x * numbers[0] + numbers[1];
    case StepKind::kInvert:
      return numbers[0] - x;
    case StepKind::kNormalise: {
      const std::size_t count = numbers.size() / 2;
      const std::size_t entry = count == 1 ? 0 : channel;
      return (x - numbers[entry]) / numbers[count + entry];
    }
    case StepKind::kResize:
      break;
  }
  return x;
}

std::vector<double> resized(std::vector<double> values, const RecordPart& from,
                            const RecordPart& to, const Preprocessing& step,
                            std::span<const double> fills) {
  const auto source = grid_of(from.layout, from.shape);
  const auto target = grid_of(to.layout, to.shape);
  if (!source || !target) return values;
  return resampled(std::move(values), *source, *target, step.filter, step.aspect, fills);
}

/// Errors: kBadInput where the shape is not one that the part may have.
Result<void> check_shape(const RecordPart& part, bool any_size,
                         std::span<const std::uint32_t> shape) {
  bool fits = shape.size() == part.shape.size();
  for (std::size_t i = 0; fits && i < shape.size(); ++i) {
    const bool is_channels =
        part.layout == Layout::kChannelsLast ? i + 1 == shape.size() : i == 0;
    const bool free = any_size && !is_channels;
    fits = free ? shape[i] > 0 : shape[i] == part.shape[i];
  }
  const std::uint32_t elements = elements_of(shape);
  if (fits && elements > 0 && elements <= kMaxTensor) return {};
  return fail(ErrorCode::kBadInput,
              fmt::format("part '{}' has the shape [{}]; expected [{}]{}", part.name,
                          fmt::join(shape, ", "), fmt::join(part.shape, ", "),
                          any_size ? ", with any height and width" : ""),
              "check the order of the dimensions");
}

}  // namespace

const Preprocessing* resize_of(const Manifest& manifest, std::size_t part) {
  const auto found = std::find_if(manifest.preprocessing.begin(), manifest.preprocessing.end(),
                                  [&](const Preprocessing& step) {
                                    return step.part == part && step.kind == StepKind::kResize;
                                  });
  return found == manifest.preprocessing.end() ? nullptr : &*found;
}

bool is_resized(const Manifest& manifest, std::size_t part) {
  return resize_of(manifest, part) != nullptr;
}

Result<std::vector<double>> preprocessed(const Manifest& manifest, std::size_t part,
                                         std::vector<double> values,
                                         std::span<const std::uint32_t> shape) {
  const RecordPart& wanted = manifest.parts[part];
  if (auto fits = check_shape(wanted, is_resized(manifest, part), shape); !fits) {
    return tl::unexpected(fits.error());
  }
  if (values.size() != elements_of(shape)) {
    return fail(ErrorCode::kBadInput,
                fmt::format("part '{}' has {} values; its shape has {}", wanted.name,
                            values.size(), elements_of(shape)));
  }
  RecordPart now = wanted;
  now.shape.assign(shape.begin(), shape.end());
  // What a fill has become by then, of each channel.
  std::vector<double> fills(channels_of(wanted));
  if (const Preprocessing* resize = resize_of(manifest, part);
      resize != nullptr && !resize->numbers.empty()) {
    std::fill(fills.begin(), fills.end(), resize->numbers.front());
  }
  for (const Preprocessing& step : manifest.preprocessing) {
    if (step.part != part) continue;
    if (step.kind == StepKind::kResize) {
      if (now.shape == wanted.shape) continue;
      values = resized(std::move(values), now, wanted, step, fills);
      now.shape = wanted.shape;
      continue;
    }
    for (std::uint32_t i = 0; i < values.size(); ++i) {
      values[i] = stepped(step, channel_of(now, i), values[i]);
    }
    for (std::uint32_t channel = 0; channel < fills.size(); ++channel) {
      fills[channel] = stepped(step, channel, fills[channel]);
    }
  }
  return values;
}

std::vector<double> preprocessed(const Manifest& manifest, std::vector<double> record) {
  std::vector<std::size_t> first{0};
  for (const RecordPart& part : manifest.parts) {
    first.push_back(first.back() + elements_of(part.shape));
  }
  for (const Preprocessing& step : manifest.preprocessing) {
    const RecordPart& part = manifest.parts[step.part];
    for (std::uint32_t i = 0; i < elements_of(part.shape); ++i) {
      double& x = record[first[step.part] + i];
      x = stepped(step, channel_of(part, i), x);
    }
  }
  return record;
}

std::vector<ValueRange> ranges_after(const Manifest& manifest) {
  std::vector<ValueRange> ranges;
  for (std::size_t index = 0; index < manifest.parts.size(); ++index) {
    const RecordPart& part = manifest.parts[index];
    if (part.least.empty() || part.largest.empty()) return {};
    const std::uint32_t elements = elements_of(part.shape);
    for (std::uint32_t i = 0; i < elements; ++i) {
      double one = *entry_for(part, part.least, i);
      double other = *entry_for(part, part.largest, i);
      for (const Preprocessing& step : manifest.preprocessing) {
        if (step.part != index) continue;
        one = stepped(step, channel_of(part, i), one);
        other = stepped(step, channel_of(part, i), other);
      }
      ranges.push_back({std::min(one, other), std::max(one, other)});
    }
  }
  return ranges;
}

}  // namespace medisc
