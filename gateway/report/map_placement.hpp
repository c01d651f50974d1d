/// Where a map of classes lies on the image that it was computed of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "imaging/medical_image.hpp"
#include "plan/plan.hpp"
#include "site/answer.hpp"

namespace medisc {

/// A class for each of the image's own pixels, as they lie in the image.
struct PlacedMap {
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  std::vector<std::optional<std::uint32_t>> classes;  ///< row major; none: the model saw it not
  std::string derivation;                             ///< in words, what was done to the map
};

/// What the hospital did to the image is undone: turning it (the part's `orientation`), and
/// resizing by stretch, pad or crop. Of a map of M pixels along an axis on which the part has
/// n, the image's pixel i, after turning, has the class of map pixel
///
///   floor((b + (i - a + 1/2) k / c) M / n)
///
/// with c of the image's pixels from a on that came to k of the part's from b on
/// (plan/resample.hpp). Errors: kUnsupported where the plan has no map, not one image alone, or
/// a volume, where the image has several frames, or the map other proportions than the part;
/// kBadInput where the answer has another size or other classes than the plan's map, the image
/// another than the part and the manifest declares no resize, or where the image's orientation
/// does not fit.
Result<PlacedMap> placed_map(const Plan& plan, const MapAnswer& answer,
                             const MedicalImage& image);

/// The least class that is worth showing: 1 of a map that says yes or no, or whose first class
/// is called "background", "negative" or "none"; else 0.
std::uint32_t first_shown_class(const Plan& plan);

}  // namespace medisc
