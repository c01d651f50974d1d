#include "plan/pixel_validation.hpp"

#include <functional>
#include <limits>

#include <gmock/gmock.h>

namespace medisc {
namespace {

using testing::HasSubstr;

RecordPart image() {
  RecordPart part;
  part.name = "image";
  part.shape = {1, 4, 4};
  part.layout = Layout::kChannelsFirst;
  part.pixels.values = PixelValues::kWindow;
  part.pixels.window = {40, 400};
  part.pixels.range = {0, 1};
  part.pixels.orientation = {"L", "P"};
  part.pixels.modalities = {"CT"};
  return part;
}

TEST(PixelValidation, TakesWhatHoldsTogether) {
  EXPECT_EQ(fault_of_pixels(image()), "");
  EXPECT_EQ(fault_of_pixels(RecordPart{}), "");
  RecordPart part = image();
  part.pixels = {};
  part.pixels.values = PixelValues::kStored;
  part.pixels.bits = 12;
  EXPECT_EQ(fault_of_pixels(part), "");
  part.shape = {1, 2, 4, 4};
  part.pixels.orientation = {"L", "P", "H"};
  EXPECT_EQ(fault_of_pixels(part), "");
}

TEST(PixelValidation, RefusesTheRest) {
  struct Case {
    const char* says;
    std::function<void(RecordPart&)> change;
  };
  const auto values = [](RecordPart& p) -> PixelValues& {
    return p.pixels.values;
  };
  const Case cases[] = {
      {"is unknown",
       [&](RecordPart& p) {
         values(p) = static_cast<PixelValues>(5);
       }},
      {"is unknown",
       [](RecordPart& p) {
         p.pixels.polarity = static_cast<Polarity>(2);
       }},
      {"channels, height and width",
       [](RecordPart& p) {
         p.shape = {16};
       }},
      {"channels, height and width",
       [](RecordPart& p) {
         p.layout = Layout::kFlat;
       }},
      {"pixels is missing",
       [&](RecordPart& p) {
         values(p) = PixelValues::kUndeclared;
       }},
      {"needs bits",
       [&](RecordPart& p) {
         values(p) = PixelValues::kStored;
       }},
      {"bits is for",
       [](RecordPart& p) {
         p.pixels.bits = 8;
       }},
      {"window is for",
       [&](RecordPart& p) {
         values(p) = PixelValues::kModality;
       }},
      {"a centre and a width",
       [](RecordPart& p) {
         p.pixels.window = {1};
       }},
      {"is below 1",
       [](RecordPart& p) {
         p.pixels.window = {1, 0.5};
       }},
      {"is not above 0",
       [](RecordPart& p) {
         p.pixels.window = {1, 0};
         p.pixels.function = WindowFunction::kSigmoid;
       }},
      {"brings its own",
       [](RecordPart& p) {
         p.pixels.window = {};
         p.pixels.function = WindowFunction::kSigmoid;
       }},
      {"pixel_range must",
       [](RecordPart& p) {
         p.pixels.range = {};
       }},
      {"pixel_range must",
       [](RecordPart& p) {
         p.pixels.range = {1, 1};
       }},
      {"pixel_range must",
       [](RecordPart& p) {
         p.pixels.range = {0, std::numeric_limits<double>::infinity()};
       }},
      {"pixel_range is for",
       [&](RecordPart& p) {
         values(p) = PixelValues::kModality;
         p.pixels.window = {};
       }},
      {"another entry",
       [](RecordPart& p) {
         p.pixels.orientation = {"L", "X"};
       }},
      {"one axis twice",
       [](RecordPart& p) {
         p.pixels.orientation = {"L", "R"};
       }},
      {"run to",
       [](RecordPart& p) {
         p.pixels.orientation = {"L"};
       }},
      {"run to",
       [](RecordPart& p) {
         p.pixels.orientation = {"L", "P", "H"};
       }},
      {"no code",
       [](RecordPart& p) {
         p.pixels.modalities = {"ct"};
       }},
  };
  for (const Case& one : cases) {
    RecordPart part = image();
    one.change(part);
    EXPECT_THAT(fault_of_pixels(part), HasSubstr(one.says));
  }
}

TEST(PixelValidation, OfAResize) {
  Preprocessing step{0, StepKind::kResize, {}, ResizeFilter::kArea};
  EXPECT_EQ(fault_of_resize(step, image()), "");
  step.aspect = ResizeAspect::kPad;
  EXPECT_THAT(fault_of_resize(step, image()), HasSubstr("fill"));
  step.numbers = {0};
  EXPECT_EQ(fault_of_resize(step, image()), "");
  RecordPart volume = image();
  volume.shape = {1, 2, 4, 4};
  EXPECT_THAT(fault_of_resize(step, volume), HasSubstr("aspect is for images"));
  step.aspect = ResizeAspect::kCrop;
  EXPECT_THAT(fault_of_resize(step, image()), HasSubstr("no numbers"));
  step.filter = static_cast<ResizeFilter>(3);
  EXPECT_THAT(fault_of_resize(step, image()), HasSubstr("unknown"));
}

TEST(PixelMeaning, IsToldInWords) {
  EXPECT_EQ(meaning_text(image().pixels),
            "window of 40, 400 (linear) to 0..1, towards L P, of CT");
  EXPECT_EQ(meaning_text({}), "undeclared");
}

}  // namespace
}  // namespace medisc
