#include "plan/preprocess.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "plan/plan.hpp"

namespace medisc {
namespace {

/// Height, width and channels of an image, whichever comes first.
struct ImageShape {
  std::size_t channels = 0;
  std::size_t height = 0;
  std::size_t width = 0;
  bool channels_last = false;

  std::size_t at(std::size_t channel, std::size_t row, std::size_t column) const {
    return channels_last ? (row * width + column) * channels + channel
                         : (channel * height + row) * width + column;
  }
};

ImageShape image_of(Layout layout, std::span<const std::uint32_t> shape) {
  if (layout == Layout::kChannelsLast) return {shape[2], shape[0], shape[1], true};
  return {shape[0], shape[1], shape[2], false};
}

/// Two neighbours of a source row (or column), and how much of the second.
struct Between {
  std::size_t first = 0;
  std::size_t second = 0;
  double part = 0;
};

std::vector<Between> positions(std::size_t from, std::size_t to) {
  std::vector<Between> all(to);
  for (std::size_t i = 0; i < to; ++i) {
    const double centre =
        (static_cast<double>(i) + 0.5) * static_cast<double>(from) / static_cast<double>(to) -
        0.5;
    const double at = std::clamp(centre, 0.0, static_cast<double>(from - 1));
    all[i].first = static_cast<std::size_t>(at);
    all[i].second = std::min(all[i].first + 1, from - 1);
    all[i].part = at - static_cast<double>(all[i].first);
  }
  return all;
}

std::vector<double> resized(const std::vector<double>& values, const ImageShape& from,
                            const ImageShape& to) {
  const auto rows = positions(from.height, to.height);
  const auto columns = positions(from.width, to.width);
  std::vector<double> result(to.channels * to.height * to.width);
  for (std::size_t c = 0; c < to.channels; ++c) {
    for (std::size_t row = 0; row < to.height; ++row) {
      const Between& y = rows[row];
      for (std::size_t column = 0; column < to.width; ++column) {
        const Between& x = columns[column];
        const auto along = [&](std::size_t source_row) {
          const double left = values[from.at(c, source_row, x.first)];
          return left + x.part * (values[from.at(c, source_row, x.second)] - left);
        };
        const double above = along(y.first);
        result[to.at(c, row, column)] = above + y.part * (along(y.second) - above);
      }
    }
  }
  return result;
}

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

bool is_resized(const Manifest& manifest, std::size_t part) {
  return std::any_of(manifest.preprocessing.begin(), manifest.preprocessing.end(),
                     [&](const Preprocessing& step) {
                       return step.part == part && step.kind == StepKind::kResize;
                     });
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
  for (const Preprocessing& step : manifest.preprocessing) {
    if (step.part != part) continue;
    if (step.kind == StepKind::kResize) {
      if (now.shape == wanted.shape) continue;
      values =
          resized(values, image_of(now.layout, now.shape), image_of(now.layout, wanted.shape));
      now.shape = wanted.shape;
      continue;
    }
    for (std::uint32_t i = 0; i < values.size(); ++i) {
      values[i] = stepped(step, channel_of(now, i), values[i]);
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
