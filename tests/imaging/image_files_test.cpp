// Every transfer syntax, kind of sample and kind of colour, against what pydicom and NumPy
// have.
#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>

#include "tests/imaging/files.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

struct Case {
  const char* file;
  const char* expected;
  double off = 0;  ///< at most, of lossy codecs and rounded colours
};

void PrintTo(const Case& one, std::ostream* out) {
  *out << one.file;
}

class ImageFiles : public testing::TestWithParam<Case> {};

TEST_P(ImageFiles, HaveTheSamplesThatTheyWereMadeOf) {
  const Case& one = GetParam();
  const auto image = test::image_of(one.file);
  ASSERT_TRUE(image) << render(image.error());
  const NpyArray expected = test::array_of(one.expected);
  ASSERT_EQ(image->samples.size(), expected.values.size());
  const std::size_t last = expected.shape.size() - (image->channels == 3 ? 2 : 1);
  EXPECT_EQ(image->columns, expected.shape[last]);
  EXPECT_EQ(image->rows, expected.shape[last - 1]);
  double worst = 0;
  for (std::size_t i = 0; i < expected.values.size(); ++i) {
    worst = std::max(worst, std::abs(image->samples[i] - expected.values[i]));
  }
  EXPECT_LE(worst, one.off);
}

INSTANTIATE_TEST_SUITE_P(
    Dicom, ImageFiles,
    testing::Values(
        Case{"ct.dcm", "ct.npy"}, Case{"ct_implicit.dcm", "ct.npy"},
        Case{"ct_big_endian.dcm", "ct.npy"}, Case{"ct_deflated.dcm", "ct.npy"},
        Case{"ct_rle.dcm", "ct.npy"}, Case{"ct_jpeg_sv1.dcm", "ct.npy"},
        Case{"ct_jpeg_lossless.dcm", "ct.npy"}, Case{"ct_jpegls.dcm", "ct.npy"},
        Case{"ct_j2k_unsigned_stream.dcm", "ct.npy"}, Case{"cr12.dcm", "cr12.npy"},
        Case{"cr12_jpeg_extended.dcm", "cr12.npy", 8}, Case{"us8.dcm", "us8.npy"},
        Case{"us8_jpeg_baseline.dcm", "us8.npy", 1}, Case{"us8_jpegls_near.dcm", "us8.npy", 2},
        Case{"us8_j2k.dcm", "us8.npy"}, Case{"us8_j2k_lossy.dcm", "us8.npy", 3},
        Case{"high_bit.dcm", "high_bit.npy"}, Case{"bits32.dcm", "bits32.npy"},
        Case{"frames.dcm", "frames.npy"}, Case{"frames_rle.dcm", "frames.npy"},
        Case{"frames_jpegls.dcm", "frames.npy"}, Case{"enhanced.dcm", "enhanced.npy"},
        Case{"rgb.dcm", "rgb.npy"}, Case{"rgb_planar.dcm", "rgb.npy"},
        Case{"rgb_rle.dcm", "rgb.npy"}, Case{"rgb_jpegls.dcm", "rgb.npy"},
        Case{"rgb_jpeg_baseline.dcm", "rgb.npy", 8}, Case{"rgb_jpeg_sv1.dcm", "rgb.npy"},
        Case{"rgb_j2k.dcm", "rgb.npy"}, Case{"ybr_full.dcm", "ybr_full.npy", 1},
        Case{"ybr_422.dcm", "ybr_422.npy", 1}, Case{"palette.dcm", "palette.npy"}));

INSTANTIATE_TEST_SUITE_P(
    Png, ImageFiles,
    testing::Values(Case{"grey1.png", "grey1_png.npy"}, Case{"grey2.png", "grey2_png.npy"},
                    Case{"grey4.png", "grey4_png.npy"}, Case{"grey8.png", "grey8_png.npy"},
                    Case{"grey16.png", "grey16_png.npy"},
                    Case{"grey8_interlaced.png", "grey8_interlaced_png.npy"},
                    Case{"grey2_interlaced.png", "grey2_interlaced_png.npy"},
                    Case{"grey8_gamma.png", "grey8_gamma_png.npy"},
                    Case{"rgb8.png", "rgb8_png.npy"},
                    Case{"rgb16_interlaced.png", "rgb16_interlaced_png.npy"},
                    Case{"palette4.png", "palette4_png.npy"},
                    Case{"rgba_opaque.png", "rgba_opaque_png.npy"},
                    Case{"grey_alpha_opaque.png", "grey_alpha_opaque_png.npy"}));

TEST(ImageFile, TellsWhatItsSamplesAre) {
  const MedicalImage ct = test::image_of("ct.dcm").value();
  EXPECT_TRUE(ct.is_signed);
  EXPECT_EQ(ct.bits, 16U);
  EXPECT_EQ(ct.modality, "CT");
  ASSERT_TRUE(ct.padding);
  EXPECT_EQ(ct.padding->first, -2000);
  const FrameAttributes& attributes = ct.of_frame(0);
  EXPECT_TRUE(attributes.has_rescale);
  EXPECT_EQ(attributes.slope, 1.5);
  EXPECT_EQ(attributes.intercept, -100);
  ASSERT_TRUE(attributes.window);
  EXPECT_EQ(attributes.window->centre, 40);
  EXPECT_EQ(attributes.window->width, 400);
  EXPECT_THAT(*attributes.position, testing::ElementsAre(-10, -20, 5));
  EXPECT_TRUE(test::image_of("cr12.dcm")->less_is_brighter);
  EXPECT_EQ(test::image_of("palette.dcm")->bits, 16U);
  EXPECT_EQ(test::image_of("sigmoid.dcm")->of_frame(0).function, WindowFunction::kSigmoid);
  EXPECT_EQ(test::image_of("enhanced.dcm")->of_frame(2).intercept, -1002);
}

TEST(ImageFile, RefusesWhatShowsThrough) {
  for (const char* name : {"rgba_transparent.png", "palette4_transparent.png"}) {
    EXPECT_THAT(test::image_of(name), Refused(ErrorCode::kBadInput, "transparent"));
  }
}

}  // namespace
}  // namespace medisc
