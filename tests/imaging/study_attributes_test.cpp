#include "imaging/study_attributes.hpp"

#include <gtest/gtest.h>

#include "tests/imaging/files.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

TEST(StudyAttributes, TellWhoAndWhatAnImageIsOf) {
  const auto attributes = read_study_attributes(test::kFiles / "ct.dcm");
  ASSERT_TRUE(attributes) << render(attributes.error());
  EXPECT_EQ(attributes->patient_name, "Doe^Jane");
  EXPECT_EQ(attributes->patient_id, "4711");
  EXPECT_EQ(attributes->patient_birth_date, "19700102");
  EXPECT_EQ(attributes->patient_sex, "F");
  EXPECT_EQ(attributes->study_uid, "1.2.826.0.1.3680043.8.498.1.9");
  EXPECT_EQ(attributes->series_uid, "1.2.826.0.1.3680043.8.498.1.8");
  EXPECT_EQ(attributes->sop_instance_uid, "1.2.826.0.1.3680043.8.498.1.1");
  EXPECT_EQ(attributes->sop_class_uid, "1.2.840.10008.5.1.4.1.1.7");
  EXPECT_EQ(attributes->accession_number, "A1");
  EXPECT_EQ(attributes->modality, "CT");
  EXPECT_EQ(attributes->body_part, "CHEST");
  EXPECT_EQ(attributes->rows, "10");
  EXPECT_EQ(attributes->study_description, "");
}

TEST(StudyAttributes, OfBytesAreTheSame) {
  for (const char* name : {"ct.dcm", "ct_deflated.dcm", "rgb_j2k.dcm"}) {
    EXPECT_EQ(read_study_attributes(test::bytes_of(test::kFiles / name), name).value(),
              read_study_attributes(test::kFiles / name).value());
  }
}

TEST(StudyAttributes, OfOtherFilesAreNone) {
  EXPECT_THAT(read_study_attributes(test::kFiles / "grey8.png"),
              Refused(ErrorCode::kBadInput, "grey8.png"));
  EXPECT_THAT(read_study_attributes(test::kFiles / "nowhere.dcm"),
              Refused(ErrorCode::kBadInput, "nowhere.dcm"));
}

}  // namespace
}  // namespace medisc
