/// A frame of an image as the values of a model's part.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "imaging/medical_image.hpp"
#include "plan/manifest.hpp"

namespace medisc {

struct ImageValues {
  std::vector<double> values;        ///< as the hospital has them: before preprocessing
  std::vector<std::uint32_t> shape;  ///< the part's order of dimensions, the image's own size
  std::optional<std::array<double, 2>> spacing;  ///< between rows, between columns, mm
  std::vector<std::string> notes;                ///< what was taken for granted, for the user
};

/// Whether files of images can be given for a part: it has 1 or 3 channels, height and width.
bool takes_images(const RecordPart& part);
/// Whether it is a volume: depth, too.
bool takes_volumes(const RecordPart& part);

/// One frame, of the channels that the part has: grey is repeated over three; of colours, one
/// channel takes equal ones, or the luminance that it declares. Frames are turned to the
/// orientation that it declares. Padding becomes the darkest value: the range's low end, the
/// part's least modality value where there is one alone, or else the least in the image. Of a
/// part with depth it is a slice, whose shape has none. Errors: those of pixel_map_of and
/// move_to; kBadInput for colours that the part does not take, and an image of padding alone.
Result<ImageValues> image_values(const MedicalImage& image, std::size_t frame,
                                 const RecordPart& part);

}  // namespace medisc
