#include "imaging/dicom_dataset.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "imaging/colour.hpp"
#include "imaging/dicom_frames.hpp"
#include "imaging/dicom_library.hpp"
#include "imaging/frame_attributes.hpp"

namespace medisc {
namespace {

/// Pixel Padding Value, to the limit of its range where there is one.
Result<void> read_padding(DcmItem& dataset, MedicalImage& image) {
  if (!has_value(dataset, DCM_PixelPaddingValue)) return {};
  const auto one = word_of(dataset, DCM_PixelPaddingValue, 0, image.is_signed);
  if (!one) return bad_attribute(image.name, DCM_PixelPaddingValue, "is no number");
  image.padding = {*one, *one};
  if (!has_value(dataset, DCM_PixelPaddingRangeLimit)) return {};
  const auto other = word_of(dataset, DCM_PixelPaddingRangeLimit, 0, image.is_signed);
  if (!other) return bad_attribute(image.name, DCM_PixelPaddingRangeLimit, "is no number");
  image.padding = std::minmax(*one, *other);
  return {};
}

/// Brightness that two attributes tell in different ways is refused.
Result<void> read_polarity(DcmItem& dataset, Photometric photometric, MedicalImage& image) {
  image.less_is_brighter = photometric == Photometric::kMonochrome1;
  const bool inverse = text_of(dataset, DCM_PresentationLUTShape) == "INVERSE";
  if (inverse && !image.less_is_brighter) {
    return bad_attribute(image.name, DCM_PresentationLUTShape,
                         "is at odds with the photometric interpretation");
  }
  return {};
}

void read_patient_orientation(DcmItem& dataset, MedicalImage& image) {
  std::vector<std::string> directions = texts_of(dataset, DCM_PatientOrientation);
  if (directions.size() != 2 || directions[0].empty() || directions[1].empty()) return;
  // The first letter is the main direction: "AF" runs to the front, and a little to the feet.
  for (std::string& direction : directions) direction.resize(1);
  image.patient_orientation = std::move(directions);
}

}  // namespace

Result<MedicalImage> image_of_dataset(DcmDataset& dataset, const std::string& name,
                                      std::uint64_t most_samples) {
  if (auto started = start_dicom_library(); !started) return tl::unexpected(started.error());
  auto frames = dicom_frames_of(dataset, name, most_samples);
  if (!frames) return tl::unexpected(frames.error());
  const Photometric photometric = frames->format.photometric;
  const bool maps_signed = frames->format.is_signed;
  if (auto rgb = to_rgb(dataset, *frames, name, most_samples); !rgb)
    return tl::unexpected(rgb.error());

  MedicalImage image;
  image.name = name;
  image.frames = frames->format.frames;
  image.rows = frames->format.rows;
  image.columns = frames->format.columns;
  image.channels = frames->format.channels;
  image.bits = frames->format.bits;
  image.is_signed = frames->format.is_signed;
  image.samples = std::move(frames->samples);
  image.modality = text_of(dataset, DCM_Modality);
  image.series_uid = text_of(dataset, DCM_SeriesInstanceUID);
  read_patient_orientation(dataset, image);
  if (auto read = read_polarity(dataset, photometric, image); !read) {
    return tl::unexpected(read.error());
  }
  if (image.channels == 1) {
    if (auto read = read_padding(dataset, image); !read) return tl::unexpected(read.error());
  }
  const bool varies = item_of(dataset, DCM_PerFrameFunctionalGroupsSequence) != nullptr;
  for (std::size_t frame = 0; frame < (varies ? image.frames : 1U); ++frame) {
    auto attributes = frame_attributes_of(dataset, frame, maps_signed, name);
    if (!attributes) return tl::unexpected(attributes.error());
    image.attributes.push_back(std::move(*attributes));
  }
  return image;
}

}  // namespace medisc
