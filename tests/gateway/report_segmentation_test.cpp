#include "gateway/report/segmentation.hpp"

#include <gmock/gmock.h>

#include "imaging/image_file.hpp"
#include "imaging/study_attributes.hpp"
#include "tests/gateway/report_maps.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using test::grey;
using test::has_pydicom;
using test::map_of;
using test::map_plan;
using test::read_of;
using test::resized;
using test::some_facts;
using test::some_image;

TEST(Segmentation, HasASegmentForEachClassWithPixels) {
  if (!has_pydicom()) GTEST_SKIP() << "python3-pydicom is not installed";
  const Plan plan = map_plan(3, 3, {"background", "Lunge \xC3\xBC", "heart", "nowhere"});
  const auto object = segmentation(some_image(), grey(3, 3), plan,
                                   map_of({0, 1, 1, 0, 2, 1, 0, 0, 2}), some_facts());
  ASSERT_TRUE(object) << render(object.error());
  EXPECT_EQ(read_of(*object,
                    "d.SOPClassUID.name, d.Modality, d.SegmentationType, d.PatientName,"
                    "[str(s.SegmentLabel) for s in d.SegmentSequence],"
                    "d.pixel_array.tolist(), d.ImageComments[:20],"
                    "d.SharedFunctionalGroupsSequence[0].DerivationImageSequence[0]"
                    ".SourceImageSequence[0].ReferencedSOPInstanceUID"),
            "Segmentation Storage\nSEG\nBINARY\nDoe^Jane\n['Lunge ü', 'heart']\n"
            "[[[0, 1, 1], [0, 0, 1], [0, 0, 0]], [[0, 0, 0], [0, 1, 0], [0, 0, 1]]]\n"
            "NOT FOR CLINICAL USE\n1.2.826.0.1.3680043.8.498.1.1\n\n");
}

TEST(Segmentation, OfNothingFoundIsEmpty) {
  if (!has_pydicom()) GTEST_SKIP() << "python3-pydicom is not installed";
  Plan plan = map_plan(2, 2, {"lesion"});
  plan.manifest.outcome.labels = {"negative", "positive"};
  const auto object =
      segmentation(some_image(), grey(2, 2), plan, map_of({0, 0, 0, 0}), some_facts());
  ASSERT_TRUE(object) << render(object.error());
  EXPECT_EQ(read_of(*object,
                    "len(d.SegmentSequence), d.SegmentSequence[0].SegmentLabel,"
                    "d.pixel_array.tolist()"),
            "1\npositive\n[[0, 0], [0, 0]]\n\n");
}

TEST(Segmentation, IsTheSameWhenItIsMadeAgain) {
  const Plan plan = map_plan(2, 2, {"a", "b"});
  const auto make = [&] {
    return segmentation(some_image(), grey(2, 2), plan, map_of({0, 1, 1, 0}), some_facts());
  };
  const auto first = make();
  ASSERT_TRUE(first) << render(first.error());
  EXPECT_EQ(first->file, make().value().file);
  EXPECT_EQ(first->sop_class_uid, "1.2.840.10008.5.1.4.1.1.66.4");
}

TEST(Segmentation, LiesWhereARealTomogramLies) {
  const std::filesystem::path file = MEDISC_SOURCE_DIR "/../shared/data/dicom/CT_small.dcm";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file;
  if (!has_pydicom()) GTEST_SKIP() << "python3-pydicom is not installed";
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  const auto attributes = read_study_attributes(bytes, "CT_small.dcm");
  const auto image = read_image(bytes, "CT_small.dcm");
  ASSERT_TRUE(attributes && image);
  const Plan plan = resized(map_plan(32, 32, {"background", "body"}), ResizeAspect::kStretch);
  MapAnswer answer{std::vector<std::uint32_t>(1024), {0.5, 0.5}};
  for (std::size_t i = 512; i < 1024; ++i) answer.classes[i] = 1;
  const auto object = segmentation(*attributes, *image, plan, answer, some_facts());
  ASSERT_TRUE(object) << render(object.error());
  EXPECT_EQ(read_of(*object,
                    "d.Rows, d.Columns, int(d.pixel_array.sum()), d.FrameOfReferenceUID == "
                    "pydicom.dcmread(\"" +
                        file.string() +
                        "\").FrameOfReferenceUID, d.SharedFunctionalGroupsSequence[0]"
                        ".PlanePositionSequence[0].ImagePositionPatient == pydicom.dcmread(\"" +
                        file.string() + "\").ImagePositionPatient"),
            "128\n128\n8192\nTrue\nTrue\n\n");
}

TEST(Segmentation, NeedsAnImageThatCanBeReferredTo) {
  StudyAttributes image = some_image();
  image.sop_instance_uid.clear();
  EXPECT_THAT(segmentation(image, grey(2, 2), map_plan(2, 2, {"a", "b"}), map_of({0, 1, 1, 0}),
                           some_facts()),
              Refused(ErrorCode::kBadInput, "SOP Instance UID"));
}

}  // namespace
}  // namespace medisc
