#include "gateway/report/secondary_capture.hpp"

#include <gmock/gmock.h>

#include "gateway/report/source_picture.hpp"
#include "tests/gateway/report_maps.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using test::grey;
using test::has_pydicom;
using test::map_of;
using test::map_plan;
using test::read_of;
using test::some_facts;
using test::some_image;
using testing::ElementsAre;

MedicalImage two_pixels(std::int32_t left, std::int32_t right) {
  MedicalImage image = grey(1, 2);
  image.samples = {left, right};
  return image;
}

TEST(SourcePicture, WithoutAWindowGoesFromTheLeastToTheLargest) {
  EXPECT_THAT(source_picture(two_pixels(-5, 7)), ElementsAre(0, 0, 0, 255, 255, 255));
  EXPECT_THAT(source_picture(two_pixels(7, 7)), ElementsAre(0, 0, 0, 0, 0, 0));
}

TEST(SourcePicture, GoesThroughRescaleAndWindow) {
  MedicalImage image = two_pixels(10, 20);
  image.attributes[0].slope = 2;
  image.attributes[0].window = GreyWindow{40, 80};
  image.attributes[0].function = WindowFunction::kLinearExact;
  EXPECT_THAT(source_picture(image), ElementsAre(64, 64, 64, 128, 128, 128));
  image.less_is_brighter = true;
  EXPECT_THAT(source_picture(image), ElementsAre(191, 191, 191, 128, 128, 128));
}

TEST(SourcePicture, OfPaddingIsBlack) {
  MedicalImage image = two_pixels(-2000, 5);
  image.padding = {-2000, -2000};
  image.less_is_brighter = true;
  EXPECT_EQ(source_picture(image).front(), 0);
}

TEST(SourcePicture, OfColoursKeepsThem) {
  MedicalImage image = grey(1, 1);
  image.channels = 3;
  image.bits = 16;
  image.samples = {65535, 0, 32768};
  EXPECT_THAT(source_picture(image), ElementsAre(255, 0, 128));
}

TEST(SecondaryCapture, HasTheMapsColoursOverTheImage) {
  if (!has_pydicom()) GTEST_SKIP() << "python3-pydicom is not installed";
  MedicalImage image = grey(2, 2);
  image.samples = {0, 255, 0, 255};
  const Plan plan = map_plan(2, 2, {"background", "lung"});
  const auto object =
      secondary_capture(some_image(), image, plan, map_of({0, 0, 1, 1}), some_facts());
  ASSERT_TRUE(object) << render(object.error());
  EXPECT_EQ(read_of(*object,
                    "d.SOPClassUID.name, d.Modality, d.PatientName, d.pixel_array.tolist(),"
                    "d.ImageComments, d.DerivationDescription[:20], d.ConversionType,"
                    "d.SourceImageSequence[0].ReferencedSOPInstanceUID"),
            "Secondary Capture Image Storage\nOT\nDoe^Jane\n"
            "[[[0, 0, 0], [255, 255, 255]], [[64, 0, 0], [192, 128, 128]]]\n"
            "NOT FOR CLINICAL USE. Computed by a neural network.\n1: lung (128, 0, 0)\n"
            "NOT FOR CLINICAL USE\nWSD\n1.2.826.0.1.3680043.8.498.1.1\n\n");
}

TEST(SecondaryCapture, OfAnOddNumberOfBytesIsRead) {
  if (!has_pydicom()) GTEST_SKIP() << "python3-pydicom is not installed";
  const auto object = secondary_capture(some_image(), grey(3, 3), map_plan(3, 3, {"a", "b"}),
                                        map_of({0, 0, 1, 1, 1, 0, 0, 0, 1}), some_facts());
  ASSERT_TRUE(object) << render(object.error());
  EXPECT_EQ(read_of(*object, "d.pixel_array.shape"), "(3, 3, 3)\n\n");
}

TEST(SecondaryCapture, IsTheSameWhenItIsMadeAgain) {
  const auto make = [] {
    return secondary_capture(some_image(), grey(2, 2), map_plan(2, 2, {"a", "b"}),
                             map_of({0, 1, 1, 0}), some_facts());
  };
  const auto first = make();
  ASSERT_TRUE(first) << render(first.error());
  EXPECT_EQ(first->file, make().value().file);
}

TEST(SecondaryCapture, HasColoursForSoManyClasses) {
  EXPECT_THAT(secondary_capture(some_image(), grey(1, 1),
                                map_plan(1, 1, std::vector<std::string>(257, "a")), map_of({0}),
                                some_facts()),
              Refused(ErrorCode::kUnsupported, "257 classes"));
}

}  // namespace
}  // namespace medisc
