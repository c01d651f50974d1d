#include "plan/preprocess.hpp"

#include <gmock/gmock.h>

#include "plan/input_encoding.hpp"
#include "plan/plan.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

Manifest of_image(std::vector<std::uint32_t> shape, Layout layout,
                  std::vector<Preprocessing> steps) {
  Manifest manifest;
  manifest.parts = {{"image", std::move(shape), layout, {}, {}, {}, {}}};
  manifest.preprocessing = std::move(steps);
  return manifest;
}

TEST(Preprocess, NothingIsDoneWhereNothingIsAsked) {
  EXPECT_THAT(preprocessed(Manifest{}, {1, 2}), ElementsAre(1, 2));
  EXPECT_THAT(preprocessed(of_image({1, 1, 2}, Layout::kChannelsFirst, {}), {1, 2}),
              ElementsAre(1, 2));
}

TEST(Preprocess, StepsFollowOneAnother) {
  // (255 - x) / 5, then less 1, over 2: by hand.
  const Manifest manifest = of_image({1, 1, 3}, Layout::kChannelsFirst,
                                     {{0, StepKind::kInvert, {255}},
                                      {0, StepKind::kScale, {0.2, 0}},
                                      {0, StepKind::kNormalise, {1, 2}}});
  EXPECT_THAT(preprocessed(manifest, {255, 250, 205}),
              ElementsAre(DoubleEq(-0.5), DoubleEq(0), DoubleEq(4.5)));
}

TEST(Preprocess, NormalisesEachChannelByItsOwn) {
  const Preprocessing step{0, StepKind::kNormalise, {10, 20, 1, 2}};
  EXPECT_THAT(
      preprocessed(of_image({2, 1, 2}, Layout::kChannelsFirst, {step}), {11, 12, 22, 24}),
      ElementsAre(1, 2, 1, 2));
  EXPECT_THAT(
      preprocessed(of_image({1, 2, 2}, Layout::kChannelsLast, {step}), {11, 22, 12, 24}),
      ElementsAre(1, 1, 2, 2));
}

TEST(Preprocess, OfOnePartLeavesTheOthers) {
  Manifest manifest;
  manifest.parts = {{"a", {2}, Layout::kFlat, {}, {}, {}, {}},
                    {"b", {1}, Layout::kFlat, {}, {}, {}, {}}};
  manifest.preprocessing = {{1, StepKind::kScale, {2, 1}}};
  EXPECT_THAT(preprocessed(manifest, {1, 2, 3}), ElementsAre(1, 2, 7));
}

TEST(Preprocess, ResizesBetweenPixelCentres) {
  const Manifest up = of_image({1, 1, 4}, Layout::kChannelsFirst, {{0, StepKind::kResize, {}}});
  const std::vector<std::uint32_t> two{1, 1, 2};
  // Centres at -1/4, 1/4, 3/4, 5/4 of the source; held at its ends.
  EXPECT_THAT(preprocessed(up, 0, {0, 8}, two).value(), ElementsAre(0, 2, 6, 8));

  const Manifest down =
      of_image({1, 2, 2}, Layout::kChannelsFirst, {{0, StepKind::kResize, {}}});
  const std::vector<std::uint32_t> four{1, 4, 4};
  std::vector<double> values;
  for (int i = 0; i < 16; ++i) values.push_back(i);
  // Centres at 1/2 and 5/2: the means of 2 x 2.
  EXPECT_THAT(preprocessed(down, 0, values, four).value(), ElementsAre(2.5, 4.5, 10.5, 12.5));
}

TEST(Preprocess, ResizesChannelByChannelInEitherLayout) {
  const std::vector<std::uint32_t> first{2, 1, 2};
  EXPECT_THAT(
      preprocessed(of_image({2, 1, 1}, Layout::kChannelsFirst, {{0, StepKind::kResize, {}}}), 0,
                   {0, 2, 10, 30}, first)
          .value(),
      ElementsAre(1, 20));
  const std::vector<std::uint32_t> last{1, 2, 2};
  EXPECT_THAT(
      preprocessed(of_image({1, 1, 2}, Layout::kChannelsLast, {{0, StepKind::kResize, {}}}), 0,
                   {0, 10, 2, 30}, last)
          .value(),
      ElementsAre(1, 20));
}

TEST(Preprocess, RefusesAnotherShape) {
  const std::vector<std::uint32_t> wide{1, 1, 3};
  const Manifest fixed = of_image({1, 1, 2}, Layout::kChannelsFirst, {});
  EXPECT_FALSE(is_resized(fixed, 0));
  EXPECT_THAT(preprocessed(fixed, 0, {1, 2, 3}, wide),
              Refused(ErrorCode::kBadInput, "[1, 1, 3]; expected [1, 1, 2]"));
  const Manifest free =
      of_image({1, 1, 2}, Layout::kChannelsFirst, {{0, StepKind::kResize, {}}});
  EXPECT_TRUE(is_resized(free, 0));
  EXPECT_TRUE(preprocessed(free, 0, {1, 2, 3}, wide).has_value());
  EXPECT_THAT(preprocessed(free, 0, {1, 2}, wide), Refused(ErrorCode::kBadInput, "2 values"));
  const std::vector<std::uint32_t> colours{3, 1, 1};
  EXPECT_THAT(preprocessed(free, 0, {1, 2, 3}, colours),
              Refused(ErrorCode::kBadInput, "any height and width"));
}

TEST(Preprocess, RangesAreThoseOfWhatComesOut) {
  Manifest manifest =
      of_image({1, 1, 2}, Layout::kChannelsFirst,
               {{0, StepKind::kInvert, {255}}, {0, StepKind::kNormalise, {55, 2}}});
  EXPECT_TRUE(ranges_after(manifest).empty());
  manifest.parts[0].least = {0};
  manifest.parts[0].largest = {255, 155};
  const auto ranges = ranges_after(manifest);
  ASSERT_EQ(ranges.size(), 2U);
  EXPECT_EQ(ranges[0].least, -27.5);
  EXPECT_EQ(ranges[0].largest, 100);
  EXPECT_EQ(ranges[1].least, 22.5);
}

TEST(Preprocess, ComesBeforeTheEncoding) {
  Plan plan;
  plan.input = {2, 8, {0}};
  plan.manifest =
      of_image({1, 1, 2}, Layout::kChannelsFirst, {{0, StepKind::kScale, {1.0 / 255, 0}}});
  const std::vector<double> record{0, 255};
  EXPECT_THAT(encode(plan, record).value(), ElementsAre(0, 256));
  const std::vector<double> beyond{0, 256};
  EXPECT_THAT(encode(plan, beyond), Refused(ErrorCode::kBadInput, "column 2 is out of range"));
  const std::vector<double> longer{0, 1, 2};
  EXPECT_THAT(encode(plan, longer), Refused(ErrorCode::kBadInput, "the record has 3 values"));
}

}  // namespace
}  // namespace medisc
