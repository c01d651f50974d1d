#include "gateway/intake/rules.hpp"

#include <gmock/gmock.h>

namespace medisc::test {
namespace {

using testing::HasSubstr;
using testing::Not;

StudyAttributes chest() {
  StudyAttributes image;
  image.patient_name = "Doe^Jane";
  image.modality = "DX";
  image.body_part = "CHEST";
  image.sop_class_uid = "1.2.840.10008.5.1.4.1.1.1.1";
  image.study_description = "Thorax pa/lat";
  image.series_description = "PA";
  return image;
}

TEST(Rules, PatternsAreOfLettersInEitherCase) {
  EXPECT_TRUE(fits("CHEST", "chest"));
  EXPECT_TRUE(fits("Thorax pa", "*PA*"));
  EXPECT_TRUE(fits("CT1", "CT?"));
  EXPECT_TRUE(fits("", "*"));
  EXPECT_TRUE(fits("a[1]", "A[1]"));
  EXPECT_TRUE(fits("a\\b", "a\\b"));
  EXPECT_FALSE(fits("CHEST", "CHES"));
  EXPECT_FALSE(fits("", "?"));
  EXPECT_FALSE(fits("1", "[1]"));
}

TEST(Rules, TheFirstWhoseWordsAllFitIsTaken) {
  std::vector<IntakeRule> rules(3);
  rules[0].name = "ct";
  rules[0].modality = {"CT"};
  rules[1].name = "chest";
  rules[1].modality = {"CR", "dx"};
  rules[1].body_part = {"chest", "thorax"};
  rules[1].description = {"*lat*", "x"};
  rules[1].caller = {"PACS*"};
  rules[2].name = "all";
  EXPECT_EQ(rule_of(rules, chest(), "PACS1")->name, "chest");
  EXPECT_EQ(rule_of(rules, chest(), "CT1")->name, "all");
  StudyAttributes other = chest();
  other.body_part.clear();
  EXPECT_EQ(rule_of(rules, other, "PACS1")->name, "all");
  other.modality = "CT";
  EXPECT_EQ(rule_of(rules, other, "PACS1")->name, "ct");
  rules.pop_back();
  EXPECT_EQ(rule_of(rules, chest(), "CT1"), nullptr);
}

TEST(Rules, ADescriptionIsTheStudysOrTheSeries) {
  std::vector<IntakeRule> rules(1);
  rules[0].description = {"pa"};
  EXPECT_NE(rule_of(rules, chest(), ""), nullptr);
  rules[0].description = {"thorax*"};
  EXPECT_NE(rule_of(rules, chest(), ""), nullptr);
  rules[0].description = {"lat"};
  EXPECT_EQ(rule_of(rules, chest(), ""), nullptr);
  rules[0].description.clear();
  rules[0].sop_class = {"1.2.840.10008.5.1.4.1.1.1.1"};
  EXPECT_NE(rule_of(rules, chest(), ""), nullptr);
}

TEST(Rules, WhatIsToldHasNoWordOfThePatient) {
  EXPECT_THAT(told_kind(chest()), HasSubstr("modality 'DX', body part 'CHEST'"));
  EXPECT_THAT(told_kind(chest()), Not(HasSubstr("Jane")));
  EXPECT_THAT(told_kind({}), HasSubstr("modality none"));
}

}  // namespace
}  // namespace medisc::test
