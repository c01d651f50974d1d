#include "gateway/report/map_placement.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "imaging/image_values.hpp"
#include "imaging/orientation.hpp"
#include "plan/resample.hpp"

namespace medisc {
namespace {

/// An axis of the image, after turning: its pixels from `first` on, `count` of them, are the
/// part's from `start` on, `inside` of `part`.
struct AxisPlace {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::uint64_t start = 0;
  std::uint64_t inside = 0;
  std::uint64_t part = 0;
  std::uint64_t map = 0;

  std::optional<std::uint64_t> of(std::uint64_t i) const {
    if (i < first || i >= first + count) return std::nullopt;
    const std::uint64_t twice = 2 * count * start + (2 * (i - first) + 1) * inside;
    return std::min(twice * map / (2 * count * part), map - 1);
  }
};

std::uint64_t rounded(double size, std::uint64_t most) {
  return std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::llround(size)), 1, most);
}

AxisPlace axis_place(std::uint64_t image, std::uint64_t part, std::uint64_t map,
                     ResizeAspect aspect, double smallest, double largest) {
  AxisPlace place{0, image, 0, part, part, map};
  if (aspect == ResizeAspect::kCrop) {
    place.count = rounded(static_cast<double>(part) / largest, image);
    place.first = (image - place.count) / 2;
  } else if (aspect == ResizeAspect::kPad) {
    place.inside = rounded(smallest * static_cast<double>(image), part);
    place.start = (part - place.inside) / 2;
  }
  return place;
}

struct ImagePart {
  std::uint32_t index = 0;
  const RecordPart* part = nullptr;
  PixelGrid grid;
};

Result<ImagePart> image_part(const Plan& plan) {
  ImagePart found;
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < plan.manifest.parts.size(); ++i) {
    const RecordPart& part = plan.manifest.parts[i];
    if (!takes_images(part)) continue;
    ++count;
    found = {i, &part, grid_of(part.layout, part.shape).value()};
  }
  if (count != 1) {
    return fail(
        ErrorCode::kUnsupported,
        fmt::format("the model takes {} images; a map is placed on the only one", count));
  }
  if (takes_volumes(*found.part)) {
    return fail(ErrorCode::kUnsupported, "the model takes volumes; maps of images are placed");
  }
  return found;
}

const Preprocessing* resize_of(const Plan& plan, std::uint32_t part) {
  for (const Preprocessing& step : plan.manifest.preprocessing) {
    if (step.kind == StepKind::kResize && step.part == part) return &step;
  }
  return nullptr;
}

Result<void> expect_map(const Plan& plan, const MapAnswer& answer, const PixelGrid& part,
                        const MedicalImage& image) {
  const std::vector<std::uint32_t>& shape = plan.manifest.outcome.shape;
  if (task_of(plan) != TaskKind::kMap || shape.size() != 3) {
    return fail(ErrorCode::kUnsupported,
                "the result is no map of an image: classes, height and width");
  }
  if (answer.classes.size() != std::size_t{shape[1]} * shape[2]) {
    return fail(ErrorCode::kBadInput, "the map has another size than the plan says");
  }
  const std::uint32_t classes = std::max(shape[0], 2U);
  if (std::ranges::any_of(answer.classes, [&](std::uint32_t one) { return one >= classes; })) {
    return fail(ErrorCode::kBadInput, "the map has classes that the plan has not");
  }
  if (shape[1] * part.size[2] != shape[2] * part.size[1]) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("a map of {} x {} has other proportions than the model's image of "
                            "{} x {}: where it lies is not known",
                            shape[1], shape[2], part.size[1], part.size[2]));
  }
  if (image.frames == 1) return {};
  return fail(ErrorCode::kUnsupported,
              fmt::format("an image of {} frames; a map is placed on one", image.frames));
}

std::string derivation_of(const Plan& plan, const PixelGrid& part, const Preprocessing* resize,
                          const FrameMove& move, const PlacedMap& placed) {
  const std::vector<std::uint32_t>& shape = plan.manifest.outcome.shape;
  std::string text = fmt::format("Classes of {} x {} pixels", shape[1], shape[2]);
  const bool same = shape[1] == part.size[1] && shape[2] == part.size[2];
  if (!same)
    text += fmt::format(" over the model's image of {} x {}", part.size[1], part.size[2]);
  if (resize != nullptr) {
    text += fmt::format(", made of this one by '{}'", aspect_name(resize->aspect));
  }
  if (move.moves()) text += ", turned back";
  text += fmt::format("; nearest neighbours on the image's own {} x {} pixels", placed.rows,
                      placed.columns);
  if (std::ranges::any_of(placed.classes, [](const auto& one) { return !one; })) {
    text += "; what the model's crop leaves out has no class";
  }
  return text + ".";
}

}  // namespace

Result<PlacedMap> placed_map(const Plan& plan, const MapAnswer& answer,
                             const MedicalImage& image) {
  const auto input = image_part(plan);
  if (!input) return tl::unexpected(input.error());
  const PixelGrid& part = input->grid;
  if (auto fits = expect_map(plan, answer, part, image); !fits) {
    return tl::unexpected(fits.error());
  }
  const auto move = move_to(image, 0, input->part->pixels.orientation);
  if (!move) return tl::unexpected(move.error());

  const std::uint64_t rows = move->transposed ? image.columns : image.rows;
  const std::uint64_t columns = move->transposed ? image.rows : image.columns;
  const Preprocessing* const resize = resize_of(plan, input->index);
  if (resize == nullptr && (rows != part.size[1] || columns != part.size[2])) {
    return fail(ErrorCode::kBadInput,
                fmt::format("the image has {} x {} pixels, the model's has {} x {}, and the "
                            "manifest declares no resize",
                            rows, columns, part.size[1], part.size[2]));
  }
  const double down = static_cast<double>(part.size[1]) / static_cast<double>(rows);
  const double across = static_cast<double>(part.size[2]) / static_cast<double>(columns);
  const auto [smallest, largest] = std::minmax({down, across});
  const ResizeAspect aspect = resize == nullptr ? ResizeAspect::kStretch : resize->aspect;
  const std::vector<std::uint32_t>& shape = plan.manifest.outcome.shape;
  const AxisPlace vertical =
      axis_place(rows, part.size[1], shape[1], aspect, smallest, largest);
  const AxisPlace horizontal =
      axis_place(columns, part.size[2], shape[2], aspect, smallest, largest);

  PlacedMap placed{image.rows, image.columns, {}, {}};
  placed.classes.reserve(std::size_t{image.rows} * image.columns);
  for (std::uint64_t y = 0; y < image.rows; ++y) {
    for (std::uint64_t x = 0; x < image.columns; ++x) {
      std::uint64_t row = move->transposed ? x : y;
      std::uint64_t column = move->transposed ? y : x;
      if (move->turns_columns) row = rows - 1 - row;
      if (move->turns_rows) column = columns - 1 - column;
      const auto down_to = vertical.of(row);
      const auto across_to = horizontal.of(column);
      placed.classes.emplace_back();
      if (!down_to || !across_to) continue;
      placed.classes.back() = answer.classes[*down_to * shape[2] + *across_to];
    }
  }
  placed.derivation = derivation_of(plan, part, resize, *move, placed);
  return placed;
}

std::uint32_t first_shown_class(const Plan& plan) {
  const std::string first = labels_of(plan).front();
  const bool says_yes = plan.manifest.outcome.shape.front() == 1;
  return says_yes || first == "background" || first == "negative" || first == "none" ? 1 : 0;
}

}  // namespace medisc
