#include "imaging/pixel_map.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "imaging/window.hpp"

namespace medisc {
namespace {

constexpr const char* kDeclare =
    "the model's maker has to declare in its model.toml what pixels mean to it: pixels = "
    "\"modality\", \"window\", \"full_range\" or \"stored\"";

tl::unexpected<Error> refused(const MedicalImage& image, const std::string& fault,
                              const std::string& hint) {
  return fail(ErrorCode::kBadInput, image.name + ": " + fault, hint);
}

/// Whether the samples are all that the file says: nothing maps them further.
bool is_plain(const MedicalImage& image, const FrameAttributes& attributes) {
  const bool rescaled =
      attributes.modality_table ||
      (attributes.has_rescale && (attributes.slope != 1 || attributes.intercept != 0));
  return image.bits == 8 && !image.is_signed && !image.less_is_brighter && !rescaled &&
         !attributes.window && !attributes.voi_table;
}

bool has_range(const RecordPart& part, double least, double largest) {
  const auto all = [](const std::vector<double>& list, double value) {
    return !list.empty() &&
           std::all_of(list.begin(), list.end(), [&](double x) { return x == value; });
  };
  return all(part.least, least) && all(part.largest, largest);
}

/// What is declared, or what 8 bits must mean.
Result<PixelMeaning> meaning_for(const MedicalImage& image, const FrameAttributes& attributes,
                                 const RecordPart& part, std::vector<std::string>& notes) {
  PixelMeaning meaning = part.pixels;
  if (meaning.values != PixelValues::kUndeclared) return meaning;
  if (is_plain(image, attributes) && has_range(part, 0, 255)) {
    meaning.values = PixelValues::kStored;
    meaning.bits = 8;
    notes.emplace_back(
        "the model does not declare what pixels mean; as its range is 0 to 255, "
        "8 bits are taken as stored");
    return meaning;
  }
  if (is_plain(image, attributes) && has_range(part, 0, 1)) {
    meaning.values = PixelValues::kFullRange;
    meaning.range = {0, 1};
    notes.emplace_back(
        "the model does not declare what pixels mean; as its range is 0 to 1, "
        "8 bits are divided by 255");
    return meaning;
  }
  return refused(image, "the model does not declare what pixels mean", kDeclare);
}

Result<void> check_modality(const MedicalImage& image, const PixelMeaning& meaning,
                            std::vector<std::string>& notes) {
  const std::vector<std::string>& wanted = meaning.modalities;
  if (wanted.empty()) return {};
  if (image.is_picture) {
    notes.emplace_back("a PNG does not tell its modality; the model takes " +
                       fmt::format("{}", fmt::join(wanted, ", ")));
    return {};
  }
  if (std::find(wanted.begin(), wanted.end(), image.modality) != wanted.end()) return {};
  return refused(image, "Modality (0008,0060) is none that the model takes",
                 fmt::format("it takes {}", fmt::join(wanted, ", ")));
}

Result<void> check_stored(const MedicalImage& image, const PixelMeaning& meaning) {
  if (image.bits == meaning.bits) return {};
  return refused(image,
                 fmt::format("its samples have {} bits; the model takes stored samples of {}",
                             image.bits, meaning.bits),
                 "give images as the model was trained on");
}

/// Values of a modality that measures, and Hounsfield units, where the part has them.
Result<void> check_units(const MedicalImage& image, const FrameAttributes& attributes,
                         const RecordPart& part) {
  const bool mapped = attributes.has_rescale || attributes.modality_table.has_value();
  // Scanners of these must send one; without it nobody knows what samples measure.
  if (!mapped && (image.modality == "CT" || image.modality == "PT")) {
    return refused(image, "it has neither Rescale Slope and Intercept nor a Modality LUT",
                   "send them along: its modality has them");
  }
  const bool hounsfield = std::any_of(part.units.begin(), part.units.end(),
                                      [](const std::string& unit) { return unit == "HU"; });
  if (!hounsfield) return {};
  const std::string& type = attributes.rescale_type;
  if (mapped && (type == "HU" || ((type.empty() || type == "US") && image.modality == "CT"))) {
    return {};
  }
  return refused(image, "its values are no Hounsfield units, which the model takes",
                 "give CT images with Rescale Slope and Intercept");
}

Result<void> check_modality_values(const MedicalImage& image, const FrameAttributes& attributes,
                                   const RecordPart& part) {
  if (image.is_picture) {
    return refused(image, "a PNG has no modality values, which the model takes",
                   "give the DICOM file");
  }
  if (image.channels != 1) {
    return refused(image, "an image in colour has no modality values, which the model takes",
                   "give images as the model was trained on");
  }
  if (image.less_is_brighter && part.pixels.polarity == Polarity::kBright) {
    return refused(image, "its photometric interpretation is MONOCHROME1: less is brighter",
                   "modality values can't be turned round; the model's maker may declare "
                   "polarity = \"stored\", or a window");
  }
  return check_units(image, attributes, part);
}

}  // namespace

double PixelMap::modality(double sample) const {
  if (attributes_.modality_table) return attributes_.modality_table->of(sample);
  return attributes_.slope * sample + attributes_.intercept;
}

double PixelMap::spread(double share) const {
  const double low = meaning_.range[0];
  const double high = meaning_.range[1];
  const double value = low + (high - low) * (inverted_ ? 1 - share : share);
  return std::clamp(value, low, high);
}

double PixelMap::of(std::int32_t sample) const {
  switch (meaning_.values) {
    case PixelValues::kFullRange:
      return spread((sample - least_) / (largest_ - least_));
    case PixelValues::kModality:
      return modality(sample);
    case PixelValues::kWindow: {
      const double value = modality(sample);
      if (!by_table_) return spread(windowed(value, window_, function_));
      const LookupTable& table = *attributes_.voi_table;
      return spread(table.of(value) / (std::ldexp(1.0, static_cast<int>(table.bits)) - 1));
    }
    case PixelValues::kStored:
    case PixelValues::kUndeclared:
      break;
  }
  return inverted_ ? least_ + largest_ - sample : sample;
}

std::optional<double> PixelMap::darkest() const {
  if (meaning_.values == PixelValues::kModality) return std::nullopt;
  return meaning_.range.empty() ? least_ : meaning_.range[0];
}

Result<PixelMap> pixel_map_of(const MedicalImage& image, std::size_t frame,
                              const RecordPart& part) {
  PixelMap map;
  map.attributes_ = image.of_frame(frame);
  auto meaning = meaning_for(image, map.attributes_, part, map.notes_);
  if (!meaning) return tl::unexpected(meaning.error());
  map.meaning_ = std::move(*meaning);
  map.inverted_ = image.less_is_brighter && map.meaning_.polarity == Polarity::kBright;
  map.least_ = image.least();
  map.largest_ = image.largest();
  if (auto ok = check_modality(image, map.meaning_, map.notes_); !ok) {
    return tl::unexpected(ok.error());
  }
  const bool rendered = image.is_picture || image.channels != 1;
  PixelMeaning& how = map.meaning_;
  if (how.values == PixelValues::kStored) {
    if (auto ok = check_stored(image, how); !ok) return tl::unexpected(ok.error());
  } else if (how.values == PixelValues::kModality) {
    if (auto ok = check_modality_values(image, map.attributes_, part); !ok) {
      return tl::unexpected(ok.error());
    }
  } else if (how.values == PixelValues::kWindow && how.window.empty() && rendered) {
    how.values = PixelValues::kFullRange;
    map.notes_.emplace_back("an image without a window is taken as one that shows it already");
  } else if (how.values == PixelValues::kWindow && how.window.empty()) {
    if (!map.attributes_.window && !map.attributes_.voi_table) {
      return refused(image, "it has no window, and the model takes the file's",
                     "send Window Center and Window Width along, or a VOI LUT");
    }
    map.by_table_ = !map.attributes_.window;
    if (!map.by_table_) map.window_ = *map.attributes_.window;
    map.function_ = map.attributes_.function;
  } else if (how.values == PixelValues::kWindow) {
    if (rendered) {
      return refused(image, "the model's window is of modality values, and this has none",
                     "give the DICOM file of the image itself");
    }
    if (auto ok = check_units(image, map.attributes_, part); !ok) {
      return tl::unexpected(ok.error());
    }
    map.window_ = {how.window[0], how.window[1]};
    map.function_ = how.function;
  }
  if (!std::isfinite(map.modality(map.least_)) || !std::isfinite(map.modality(map.largest_))) {
    return refused(image, "Rescale Slope and Intercept make values that are no numbers", "");
  }
  return map;
}

}  // namespace medisc
