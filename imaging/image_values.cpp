#include "imaging/image_values.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "imaging/orientation.hpp"
#include "imaging/pixel_map.hpp"

namespace medisc {
namespace {

constexpr double kRed = 0.299;
constexpr double kGreen = 0.587;
constexpr double kBlue = 0.114;

bool is_padding(const MedicalImage& image, std::int32_t sample) {
  return image.padding && sample >= image.padding->first && sample <= image.padding->second;
}

/// Values of all samples; those of padding are set apart.
Result<std::vector<double>> mapped(const std::vector<std::int32_t>& samples,
                                   const MedicalImage& image, const PixelMap& map,
                                   const RecordPart& part, std::vector<std::string>& notes) {
  std::vector<double> values(samples.size());
  std::size_t padding = 0;
  std::optional<double> least;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (is_padding(image, samples[i])) {
      ++padding;
      continue;
    }
    values[i] = map.of(samples[i]);
    least = std::min(least.value_or(values[i]), values[i]);
  }
  if (padding == 0) return values;
  if (!least) return fail(ErrorCode::kBadInput, image.name + ": all of its pixels are padding");
  double fill = part.least.size() == 1 ? part.least[0] : *least;
  fill = map.darkest().value_or(fill);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (is_padding(image, samples[i])) values[i] = fill;
  }
  notes.emplace_back("pixels that are padding are set to the darkest value");
  return values;
}

tl::unexpected<Error> colour_refused(const MedicalImage& image) {
  return fail(ErrorCode::kBadInput, image.name + " is in colour, and the model takes grey",
              "give a grey image; or the model's maker declares colour = \"luminance\"");
}

/// Values of pixels with the channels of the image, as those of the part.
Result<std::vector<double>> of_channels(std::vector<double> values, const MedicalImage& image,
                                        std::uint32_t channels, ColourTo colour,
                                        std::vector<std::string>& notes) {
  if (image.channels == channels) return values;
  std::vector<double> result;
  if (image.channels == 1) {
    result.reserve(values.size() * channels);
    for (const double value : values) result.insert(result.end(), channels, value);
    notes.emplace_back("a grey image is repeated over the model's channels");
    return result;
  }
  result.reserve(values.size() / 3);
  for (std::size_t i = 0; i + 3 <= values.size(); i += 3) {
    const bool grey = values[i] == values[i + 1] && values[i] == values[i + 2];
    if (grey) {
      result.push_back(values[i]);
    } else if (colour == ColourTo::kLuminance) {
      const auto [least, largest] = std::minmax({values[i], values[i + 1], values[i + 2]});
      result.push_back(std::clamp(
          kRed * values[i] + kGreen * values[i + 1] + kBlue * values[i + 2], least, largest));
    } else {
      return colour_refused(image);
    }
  }
  return result;
}

/// From pixels with their channels to planes, where those come first.
std::vector<double> in_layout(std::vector<double> values, std::uint32_t channels,
                              Layout layout) {
  if (channels == 1 || layout == Layout::kChannelsLast) return values;
  std::vector<double> planes(values.size());
  const std::size_t plane = values.size() / channels;
  for (std::size_t i = 0; i < values.size(); ++i) {
    planes[i % channels * plane + i / channels] = values[i];
  }
  return planes;
}

}  // namespace

bool takes_images(const RecordPart& part) {
  const std::uint32_t channels = channels_of(part);
  return part.layout != Layout::kFlat && (part.shape.size() == 3 || part.shape.size() == 4) &&
         (channels == 1 || channels == 3);
}

bool takes_volumes(const RecordPart& part) {
  return takes_images(part) && part.shape.size() == 4;
}

Result<ImageValues> image_values(const MedicalImage& image, std::size_t frame,
                                 const RecordPart& part) {
  const auto map = pixel_map_of(image, frame, part);
  if (!map) return tl::unexpected(map.error());
  const auto move = move_to(image, frame, part.pixels.orientation);
  if (!move) return tl::unexpected(move.error());
  ImageValues result;
  result.notes = map->notes();
  if (image.is_picture && !part.pixels.orientation.empty()) {
    result.notes.emplace_back("a PNG does not tell which way it lies; it is taken as declared");
  }
  if (move->moves()) result.notes.emplace_back("the image is turned as the model declares");
  result.spacing = image.of_frame(frame).spacing;
  if (move->transposed && result.spacing) std::swap((*result.spacing)[0], (*result.spacing)[1]);
  std::uint32_t rows = image.rows;
  std::uint32_t columns = image.columns;
  const std::vector<std::int32_t> samples =
      moved(image.samples.data() + frame * image.frame_samples(), rows, columns, image.channels,
            *move);
  auto values = mapped(samples, image, *map, part, result.notes);
  if (!values) return tl::unexpected(values.error());
  const std::uint32_t channels = channels_of(part);
  values = of_channels(std::move(*values), image, channels, part.pixels.colour, result.notes);
  if (!values) return tl::unexpected(values.error());
  result.values = in_layout(std::move(*values), channels, part.layout);
  result.shape = part.layout == Layout::kChannelsLast
                     ? std::vector<std::uint32_t>{rows, columns, channels}
                     : std::vector<std::uint32_t>{channels, rows, columns};
  return result;
}

}  // namespace medisc
