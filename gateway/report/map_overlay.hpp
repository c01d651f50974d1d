/// A map over the image that it was computed of, as a picture.
#pragma once

#include "error/error.hpp"
#include "gateway/report/map_placement.hpp"
#include "gateway/report/rgb_picture.hpp"
#include "imaging/medical_image.hpp"
#include "plan/plan.hpp"
#include "site/answer.hpp"

namespace medisc {

struct MapOverlay {
  PlacedMap map;
  std::uint32_t first = 0;  ///< the least class that is shown
  RgbPicture picture;       ///< of the image's own size
};

/// The image as its window shows it (source_picture.hpp), each class from first_shown_class on
/// half covered by its colour of site/label_picture.hpp. Errors: those of placed_map;
/// kUnsupported beyond kPictureClasses classes.
Result<MapOverlay> map_overlay(const Plan& plan, const MapAnswer& answer,
                               const MedicalImage& image);

}  // namespace medisc
