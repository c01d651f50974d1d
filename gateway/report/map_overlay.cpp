#include "gateway/report/map_overlay.hpp"

#include <utility>

#include <fmt/format.h>

#include "gateway/report/source_picture.hpp"
#include "site/label_picture.hpp"

namespace medisc {
namespace {

/// Half the picture, half the colour of the class, where there is one to show.
void colour(std::vector<std::uint8_t>& picture, const PlacedMap& map, std::uint32_t first) {
  for (std::size_t i = 0; i < map.classes.size(); ++i) {
    if (!map.classes[i] || *map.classes[i] < first) continue;
    const auto over = colour_of(*map.classes[i]);
    for (std::size_t c = 0; c < 3; ++c) {
      std::uint8_t& below = picture[3 * i + c];
      below = static_cast<std::uint8_t>((below + over[c] + 1) / 2);
    }
  }
}

}  // namespace

Result<MapOverlay> map_overlay(const Plan& plan, const MapAnswer& answer,
                               const MedicalImage& image) {
  auto map = placed_map(plan, answer, image);
  if (!map) return tl::unexpected(map.error());
  const std::size_t classes = labels_of(plan).size();
  if (classes > kPictureClasses) {
    return fail(
        ErrorCode::kUnsupported,
        fmt::format("a map of {} classes; a picture has {} colours", classes, kPictureClasses));
  }
  MapOverlay overlay{std::move(*map),
                     first_shown_class(plan),
                     {image.rows, image.columns, source_picture(image)}};
  colour(overlay.picture.pixels, overlay.map, overlay.first);
  return overlay;
}

}  // namespace medisc
