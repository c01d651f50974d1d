#include "gateway/report/map_placement.hpp"

#include <gmock/gmock.h>

#include "imaging/orientation.hpp"
#include "tests/gateway/report_maps.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using test::grey;
using test::map_of;
using test::map_plan;
using test::resized;
using testing::HasSubstr;

const std::vector<std::string> kNames{"a", "b", "c", "d", "e", "f", "g", "h"};

/// Classes as digits, '.' where there is none.
std::string digits(const Result<PlacedMap>& map) {
  if (!map) return render(map.error());
  std::string text;
  for (const auto& one : map->classes) text += one ? std::to_string(*one) : ".";
  return text;
}

TEST(PlacedMap, OfTheSameSizeIsTheSame) {
  EXPECT_EQ(digits(placed_map(map_plan(2, 2, {"a", "b"}), map_of({0, 1, 1, 0}), grey(2, 2))),
            "0110");
}

TEST(PlacedMap, IsStretchedBack) {
  const Plan plan = resized(map_plan(2, 2, {"a", "b"}), ResizeAspect::kStretch);
  EXPECT_EQ(digits(placed_map(plan, map_of({0, 1, 1, 0}), grey(2, 4))), "00111100");
  EXPECT_EQ(digits(placed_map(plan, map_of({0, 1, 1, 0}), grey(3, 3))), "011100100");
}

TEST(PlacedMap, LosesThePadding) {
  // 2 x 4 pixels stand in the middle rows of 4 x 4.
  const Plan plan = resized(map_plan(4, 4, kNames), ResizeAspect::kPad);
  EXPECT_EQ(digits(placed_map(plan, map_of({0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0}),
                              grey(2, 4))),
            "01234567");
}

TEST(PlacedMap, HasNoClassBesideTheCrop) {
  const Plan plan = resized(map_plan(2, 2, kNames), ResizeAspect::kCrop);
  const auto map = placed_map(plan, map_of({0, 1, 2, 3}), grey(2, 4));
  EXPECT_EQ(digits(map), ".01..23.");
  EXPECT_THAT(map->derivation, HasSubstr("crop"));
}

TEST(PlacedMap, OfFewerPixelsThanTheModelsImageCoversItAll) {
  EXPECT_EQ(digits(placed_map(map_plan(4, 2, kNames), map_of({0, 1, 2, 3}), grey(4, 4))),
            "0011001122332233");
}

TEST(PlacedMap, IsTurnedBack) {
  // Rows of the image run to the right; the model has them to the left.
  Plan plan = map_plan(2, 2, kNames);
  plan.manifest.parts[0].pixels.orientation = {"L", "F"};
  MedicalImage image = grey(2, 2);
  image.patient_orientation = {"R", "F"};
  EXPECT_EQ(digits(placed_map(plan, map_of({0, 1, 2, 3}), image)), "1032");
  image.patient_orientation = {"F", "L"};
  EXPECT_EQ(digits(placed_map(plan, map_of({0, 1, 2, 3}), image)), "0213");
}

TEST(PlacedMap, UndoesEveryTurn) {
  MedicalImage image = grey(2, 3);
  image.patient_orientation = {"L", "F"};
  image.samples = {0, 1, 2, 3, 4, 5};
  for (const auto& declared : std::vector<std::vector<std::string>>{{"L", "F"},
                                                                    {"R", "F"},
                                                                    {"L", "H"},
                                                                    {"R", "H"},
                                                                    {"F", "L"},
                                                                    {"F", "R"},
                                                                    {"H", "L"},
                                                                    {"H", "R"}}) {
    std::uint32_t rows = image.rows;
    std::uint32_t columns = image.columns;
    const auto move = move_to(image, 0, declared);
    ASSERT_TRUE(move);
    const auto seen = moved(image.samples.data(), rows, columns, 1, *move);
    Plan plan = map_plan(2, 2, kNames);
    plan.manifest.parts[0].shape = {1, rows, columns};
    plan.manifest.parts[0].pixels.orientation = declared;
    plan.manifest.outcome.shape = {8, rows, columns};
    EXPECT_EQ(digits(placed_map(plan, map_of({seen.begin(), seen.end()}), image)), "012345");
  }
}

TEST(PlacedMap, ShowsNoBackground) {
  EXPECT_EQ(first_shown_class(map_plan(2, 2, {"a", "b"})), 0U);
  EXPECT_EQ(first_shown_class(map_plan(2, 2, {"background", "b"})), 1U);
  Plan plan = map_plan(2, 2, {"no", "yes"});
  plan.manifest.outcome.shape = {1, 2, 2};
  EXPECT_EQ(first_shown_class(plan), 1U);
}

TEST(PlacedMap, RefusesWhatCantBeMappedBack) {
  const MapAnswer answer = map_of({0, 1, 1, 0});
  const Plan plan = map_plan(2, 2, {"a", "b"});
  EXPECT_THAT(placed_map(plan, answer, grey(3, 2)),
              Refused(ErrorCode::kBadInput, "declares no resize"));
  EXPECT_THAT(placed_map(plan, map_of({0}), grey(2, 2)),
              Refused(ErrorCode::kBadInput, "another size"));
  EXPECT_THAT(placed_map(plan, map_of({0, 1, 2, 0}), grey(2, 2)),
              Refused(ErrorCode::kBadInput, "classes that the plan has not"));
  MedicalImage frames = grey(2, 2);
  frames.frames = 2;
  EXPECT_THAT(placed_map(plan, answer, frames),
              Refused(ErrorCode::kUnsupported, "an image of 2 frames"));
  Plan wide = plan;
  wide.manifest.parts[0].shape = {1, 2, 4};
  EXPECT_THAT(placed_map(wide, answer, grey(2, 4)),
              Refused(ErrorCode::kUnsupported, "other proportions"));
  Plan none = plan;
  none.manifest.parts.clear();
  EXPECT_THAT(placed_map(none, answer, grey(2, 2)),
              Refused(ErrorCode::kUnsupported, "takes 0 images"));
  EXPECT_THAT(placed_map(test::image_plan(), answer, grey(2, 2)),
              Refused(ErrorCode::kUnsupported, "no map"));
}

}  // namespace
}  // namespace medisc
