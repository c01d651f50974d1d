#include "imaging/pixel_map.hpp"

#include <gmock/gmock.h>

#include "imaging/window.hpp"
#include "tests/imaging/files.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using test::full_range;
using test::grey_image;
using test::modality_values;
using test::part_of;
using test::stored;
using test::window_to;

RecordPart model(PixelMeaning pixels) {
  return part_of({1, 1, 1}, std::move(pixels));
}

MedicalImage ct() {
  MedicalImage image = grey_image(1, 1, {0});
  image.modality = "CT";
  image.bits = 12;
  image.attributes[0].has_rescale = true;
  image.attributes[0].slope = 2;
  image.attributes[0].intercept = -1000;
  image.attributes[0].window = GreyWindow{0, 200};
  return image;
}

TEST(PixelMap, StoredSamplesNeedTheirBits) {
  const MedicalImage image = grey_image(1, 1, {0});
  EXPECT_EQ(pixel_map_of(image, 0, model(stored(8)))->of(7), 7);
  EXPECT_THAT(pixel_map_of(image, 0, model(stored(12))),
              Refused(ErrorCode::kBadInput,
                      "a.dcm: its samples have 8 bits; the model takes "
                      "stored samples of 12"));
}

TEST(PixelMap, FullRangeIsThatOfTheBits) {
  MedicalImage image = grey_image(1, 1, {0});
  EXPECT_DOUBLE_EQ(pixel_map_of(image, 0, model(full_range(0, 1)))->of(51), 0.2);
  image.bits = 16;
  EXPECT_EQ(pixel_map_of(image, 0, model(full_range(-1, 1)))->of(65535), 1);
  image.is_signed = true;
  const PixelMap map = pixel_map_of(image, 0, model(full_range(0, 65535))).value();
  EXPECT_EQ(map.of(-32768), 0);
  EXPECT_EQ(map.of(0), 32768);
}

TEST(PixelMap, ModalityValuesAreRescaled) {
  EXPECT_EQ(pixel_map_of(ct(), 0, model(modality_values()))->of(520), 40);
  const MedicalImage tables = test::image_of("tables.dcm").value();
  const PixelMap map = pixel_map_of(tables, 0, model(modality_values())).value();
  EXPECT_EQ(map.of(5), 0);                 // below the table's first
  EXPECT_EQ(map.of(40), 40);               // (40 - 20)^2 / 10
  EXPECT_EQ(map.of(255), 199 * 199 / 10);  // beyond its last
}

TEST(PixelMap, AWindowIsOfModalityValues) {
  const PixelMap own = pixel_map_of(ct(), 0, model(window_to(0, 255, {40, 400}))).value();
  const double expected = 255 * windowed(100, {40, 400}, WindowFunction::kLinear);
  EXPECT_DOUBLE_EQ(own.of(550), expected);
  const PixelMap files = pixel_map_of(ct(), 0, model(window_to(0, 1))).value();
  EXPECT_DOUBLE_EQ(files.of(510), windowed(20, {0, 200}, WindowFunction::kLinear));
  const MedicalImage sigmoid = test::image_of("sigmoid.dcm").value();
  EXPECT_DOUBLE_EQ(pixel_map_of(sigmoid, 0, model(window_to(0, 1)))->of(110),
                   windowed(110, {100, 50}, WindowFunction::kSigmoid));
}

TEST(PixelMap, ATableStandsForAWindow) {
  const MedicalImage tables = test::image_of("tables.dcm").value();
  EXPECT_DOUBLE_EQ(pixel_map_of(tables, 0, model(window_to(0, 1)))->of(120),
                   1000.0 * 16 / 65535);
}

TEST(PixelMap, RefusesAFileWithoutAWindow) {
  EXPECT_THAT(pixel_map_of(grey_image(1, 1, {0}), 0, model(window_to(0, 1))),
              Refused(ErrorCode::kBadInput, "it has no window"));
}

TEST(PixelMap, TurnsMonochrome1Round) {
  MedicalImage image = ct();
  image.less_is_brighter = true;
  EXPECT_EQ(pixel_map_of(image, 0, model(stored(12)))->of(95), 4000);
  EXPECT_EQ(pixel_map_of(image, 0, model(full_range(0, 255)))->of(4095), 0);
  EXPECT_DOUBLE_EQ(pixel_map_of(image, 0, model(window_to(0, 1)))->of(510),
                   1 - windowed(20, {0, 200}, WindowFunction::kLinear));
  EXPECT_THAT(pixel_map_of(image, 0, model(modality_values())),
              Refused(ErrorCode::kBadInput, "MONOCHROME1"));
  PixelMeaning as_stored = modality_values();
  as_stored.polarity = Polarity::kStored;
  EXPECT_EQ(pixel_map_of(image, 0, model(as_stored))->of(520), 40);
}

TEST(PixelMap, HounsfieldUnitsMustBeSome) {
  RecordPart part = model(modality_values());
  part.units = {"HU"};
  EXPECT_TRUE(pixel_map_of(ct(), 0, part));
  MedicalImage image = ct();
  image.modality = "MR";
  EXPECT_THAT(pixel_map_of(image, 0, part), Refused(ErrorCode::kBadInput, "no Hounsfield"));
  image.attributes[0].rescale_type = "HU";
  EXPECT_TRUE(pixel_map_of(image, 0, part));
  image = ct();
  image.attributes[0].has_rescale = false;
  EXPECT_THAT(pixel_map_of(image, 0, model(modality_values())),
              Refused(ErrorCode::kBadInput, "neither Rescale Slope"));
}

TEST(PixelMap, TakesOtherModalitiesNowhere) {
  PixelMeaning pixels = modality_values();
  pixels.modalities = {"CT", "MR"};
  EXPECT_TRUE(pixel_map_of(ct(), 0, model(pixels)));
  pixels.modalities = {"MR"};
  EXPECT_THAT(pixel_map_of(ct(), 0, model(pixels)), Refused(ErrorCode::kBadInput, "Modality"));
}

TEST(PixelMap, PicturesHaveNoModalityValues) {
  const MedicalImage png = test::image_of("grey8.png").value();
  EXPECT_THAT(pixel_map_of(png, 0, model(modality_values())),
              Refused(ErrorCode::kBadInput, "no modality values"));
  EXPECT_THAT(pixel_map_of(png, 0, model(window_to(0, 1, {40, 400}))),
              Refused(ErrorCode::kBadInput, "of modality values"));
  const PixelMap map = pixel_map_of(png, 0, model(window_to(0, 1))).value();
  EXPECT_DOUBLE_EQ(map.of(51), 0.2);
  EXPECT_THAT(map.notes(), testing::ElementsAre(testing::HasSubstr("shows it already")));
}

TEST(PixelMap, UndeclaredPixelsAreGuessedOfEightBitsAlone) {
  RecordPart part = model({});
  const MedicalImage image = grey_image(1, 1, {0});
  EXPECT_THAT(pixel_map_of(image, 0, part), Refused(ErrorCode::kBadInput, "does not declare"));
  part.least = {0};
  part.largest = {255};
  EXPECT_EQ(pixel_map_of(image, 0, part)->of(51), 51);
  EXPECT_THAT(pixel_map_of(image, 0, part)->notes(), testing::SizeIs(1));
  part.largest = {1};
  EXPECT_DOUBLE_EQ(pixel_map_of(image, 0, part)->of(51), 0.2);
  part.least = {-1};
  EXPECT_FALSE(pixel_map_of(image, 0, part));
  part.least = {0};
  EXPECT_FALSE(pixel_map_of(ct(), 0, part));
  MedicalImage inverse = image;
  inverse.less_is_brighter = true;
  EXPECT_FALSE(pixel_map_of(inverse, 0, part));
}

TEST(PixelMap, RefusesValuesThatOverflow) {
  MedicalImage image = ct();
  image.attributes[0].slope = 1e307;
  EXPECT_THAT(pixel_map_of(image, 0, model(modality_values())),
              Refused(ErrorCode::kBadInput, "no numbers"));
}

}  // namespace
}  // namespace medisc
