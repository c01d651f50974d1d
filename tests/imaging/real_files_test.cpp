// Files of real scanners, where they are there.
#include <algorithm>

#include <gmock/gmock.h>

#include "imaging/image_values.hpp"
#include "imaging/study_attributes.hpp"
#include "tests/imaging/files.hpp"

namespace medisc {
namespace {

class RealFiles : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(test::kRealFiles)) {
      GTEST_SKIP() << "no real files: " << test::kRealFiles << " is not there";
    }
  }

  static MedicalImage image(const std::string& name) {
    auto read = read_image(test::bytes_of(test::kRealFiles / name), name);
    if (!read) throw std::runtime_error(render(read.error()));
    return std::move(*read);
  }
};

TEST_F(RealFiles, OfOneSliceAreTheSameInEachTransferSyntax) {
  const MedicalImage plain = image("MR_small.dcm");
  EXPECT_EQ(plain.rows, 64U);
  // By pydicom and NumPy.
  EXPECT_EQ(plain.samples[0], 905);
  EXPECT_EQ(plain.samples[64 * 64 - 1], 862);
  for (const char* name :
       {"MR_small_implicit.dcm", "MR_small_bigendian.dcm", "MR_small_RLE.dcm"}) {
    EXPECT_EQ(image(name).samples, plain.samples) << name;
  }
}

TEST_F(RealFiles, OfACtAreInHounsfieldUnits) {
  RecordPart part = test::part_of({1, 128, 128}, test::modality_values());
  part.units = {"HU"};
  const auto values = image_values(image("CT_small.dcm"), 0, part);
  ASSERT_TRUE(values) << render(values.error());
  const auto [least, largest] =
      std::minmax_element(values->values.begin(), values->values.end());
  // By pydicom and NumPy: slope 1, intercept -1024.
  EXPECT_EQ(*least, -896);
  EXPECT_EQ(*largest, 1167);
}

TEST_F(RealFiles, InJpeg2000AreThoseUncompressed) {
  // A signed image, whose stream is of its own signedness; pydicom finds them equal, too.
  EXPECT_EQ(image("JPEG2000.dcm").samples, image("JPEG2000_UNC.dcm").samples);
}

TEST_F(RealFiles, OfALargeRadiographAreRead) {
  const MedicalImage chest = image("RG1_J2KI.dcm");
  EXPECT_EQ(chest.rows, 1955U);
  EXPECT_EQ(chest.columns, 1841U);
  EXPECT_TRUE(chest.less_is_brighter);
  EXPECT_THAT(chest.patient_orientation, testing::ElementsAre("L", "F"));
  EXPECT_EQ(read_study_attributes(test::kRealFiles / "RG1_J2KI.dcm")->modality, "CR");
  EXPECT_EQ(image("RG3_J2KI.dcm").rows, 1760U);
}

}  // namespace
}  // namespace medisc
