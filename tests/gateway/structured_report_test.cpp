#include "gateway/report/structured_report.hpp"

#include <limits>

#include <gmock/gmock.h>

#include "imaging/study_attributes.hpp"
#include "tests/gateway/report_objects.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using test::plan_of;
using test::some_facts;
using test::some_image;
using testing::HasSubstr;
using testing::Not;

const std::filesystem::path kRealFiles = MEDISC_SOURCE_DIR "/../shared/data/dicom";

Plan named(Plan plan) {
  plan.manifest.model = "chest";
  plan.manifest.version = "7";
  plan.fidelity = {200, 0, 998'000, 100, 1500, 9000};
  return plan;
}

Plan classes_plan() {
  return named(plan_of(TaskKind::kClasses, {"no tumour", "tumour"}));
}

const ClassAnswer kTumour{1, "tumour", {0.125, 0.875}};

/// As dsrdump shows it. It warns that it does not check letters of UTF-8, and of nothing else.
std::string dump_of(const DicomObject& report) {
  std::string dump = test::WrittenObject(report).read_by("dsrdump +Pc +Pl");
  const std::string unchecked =
      "W: The VR checker does not support this Specific Character Set: ISO_IR 192\n";
  while (dump.find(unchecked) != std::string::npos) {
    dump.erase(dump.find(unchecked), unchecked.size());
  }
  return dump;
}

std::string expect_dump(const Plan& plan, const Answer& answer,
                        const StudyAttributes& image = some_image(),
                        const ReportFacts& facts = some_facts()) {
  const auto report = structured_report(image, plan, answer, facts);
  EXPECT_TRUE(report) << render(report.error());
  if (!report) return "";
  const std::string dump = dump_of(*report);
  EXPECT_THAT(dump, Not(HasSubstr("W: ")));
  EXPECT_THAT(dump, Not(HasSubstr("E: ")));
  return dump;
}

#define SKIP_WITHOUT(dump) \
  if ((dump).empty()) GTEST_SKIP() << "dsrdump (package dcmtk) is not installed"

TEST(StructuredReport, TellsClassesAndWhereTheyCameFrom) {
  const std::string dump = expect_dump(classes_plan(), kTumour);
  SKIP_WITHOUT(dump);
  for (const char* line : {
           "Comprehensive SR Document",
           "Completion Flag     : COMPLETE",
           "Verification Flag   : UNVERIFIED",
           "Manufacturer        : MediSC",
           "(126000,DCM,\"Imaging Measurement Report\")",
           "TEXT:(121106,DCM,\"Comment\")=\"NOT FOR CLINICAL USE.",
           "(121013,DCM,\"Device Observer Name\")=\"MediSC\"",
           "(121015,DCM,\"Device Observer Model Name\")=\"chest 7\"",
           "TEXT:(121071,DCM,\"Finding\")=\"tumour\"",
           "NUM:(122157,DCM,\"Probability\")=\"0.875\" (1,UCUM,\"no units\")",
           "NUM:(122157,DCM,\"Probability\")=\"0.125\"",
           "(111001,DCM,\"Algorithm Name\")=\"chest\"",
           "(111003,DCM,\"Algorithm Version\")=\"7\"",
           "\"Hash of the plan\")=\"abababab",
           "\"Service\")=\"clinic\"",
           "\"Request\")=\"c0ffee\"",
           "\"Session\")=\"5e5510\"",
           "\"Record\")=\"scan.dcm\"",
           "\"Result made at\")=\"202601",
           "\"MediSC 0.1.0\"",
           "\"99.8\" (%,UCUM,\"%\")",
           "\"0.0015\"",
           "\"200\" ({records},UCUM,\"records\")",
           "IMAGE:=(CT image,)",
       }) {
    EXPECT_THAT(dump, HasSubstr(line));
  }
}

TEST(StructuredReport, TellsYesOrNo) {
  const Plan plan = named(plan_of(TaskKind::kBinary, {"healthy", "ill"}, {0.25}));
  const std::string dump = expect_dump(plan, BinaryAnswer{true, "ill", 0.5});
  SKIP_WITHOUT(dump);
  EXPECT_THAT(dump, HasSubstr("\"Finding\")=\"ill\""));
  EXPECT_THAT(dump, HasSubstr("\"Probability\")=\"0.5\""));
  EXPECT_THAT(dump, HasSubstr("(122411,DCM,\"Threshold Value\")=\"0.25\""));
  EXPECT_THAT(dump, HasSubstr("=(373066001,SCT,\"Yes\")"));
}

TEST(StructuredReport, TellsEachFinding) {
  const Plan plan = named(plan_of(TaskKind::kFindings, {"effusion", "nodule"}, {0.5, 0.7}));
  const std::string dump =
      expect_dump(plan, FindingsAnswer{{0.9, 0.6}, {true, false}, {"effusion"}});
  SKIP_WITHOUT(dump);
  EXPECT_THAT(dump, HasSubstr("\"Tracking Identifier\")=\"effusion\""));
  EXPECT_THAT(dump, HasSubstr("\"Probability\")=\"0.9\""));
  EXPECT_THAT(dump, HasSubstr("=(373066001,SCT,\"Yes\")"));
  EXPECT_THAT(dump, HasSubstr("\"Tracking Identifier\")=\"nodule\""));
  EXPECT_THAT(dump, HasSubstr("\"Threshold Value\")=\"0.7\""));
  EXPECT_THAT(dump, HasSubstr("=(373067005,SCT,\"No\")"));
}

TEST(StructuredReport, TellsNumbersWithTheirUnit) {
  const Plan plan = named(plan_of(TaskKind::kNumber, {"age", "volume"}));
  EXPECT_THAT(
      expect_dump(plan, NumberAnswer{{61.25, -1.0 / 3}, "years"}),
      testing::AnyOf("", testing::AllOf(HasSubstr("\"Value\")=\"61.25\" (a,UCUM,\"years\")"),
                                        HasSubstr("\"Value\")=\"-0.3333333333333\""))));
  EXPECT_THAT(expect_dump(plan, NumberAnswer{{1e-300, 1e300}, "points"}),
              testing::AnyOf("", HasSubstr("\"1e-300\" ({points},UCUM,\"points\")")));
  EXPECT_THAT(expect_dump(plan, NumberAnswer{{1, 2}, "µ-points, of a scale that is long"}),
              testing::AnyOf("", HasSubstr("\"Unit of the value\")=\"µ-points, of a scale")));
  EXPECT_THAT(expect_dump(plan, NumberAnswer{{1, 2}, "µg"}),
              testing::AnyOf("", HasSubstr("(ug,UCUM,\"µg\")")));
  EXPECT_THAT(expect_dump(plan, NumberAnswer{{1, 2}, ""}),
              testing::AnyOf("", HasSubstr("(1,UCUM,\"no units\")")));
}

TEST(StructuredReport, TellsSharesOfAMap) {
  Plan plan = named(plan_of(TaskKind::kMap, {"background", "lung", "heart"}));
  plan.manifest.outcome.shape = {3, 1, 4};
  const std::string dump = expect_dump(plan, MapAnswer{{0, 1, 1, 0}, {0.5, 0.5, 0}});
  SKIP_WITHOUT(dump);
  EXPECT_THAT(dump, HasSubstr("\"Share of the map's pixels\")=\"50\" (%,UCUM,\"%\")"));
  EXPECT_THAT(dump, HasSubstr("a DICOM object of its own"));
}

TEST(StructuredReport, OfALabelAloneHasNoProbability) {
  const std::string dump = expect_dump(classes_plan(), ClassAnswer{1, "tumour", {}});
  SKIP_WITHOUT(dump);
  EXPECT_THAT(dump, HasSubstr("\"Finding\")=\"tumour\""));
  EXPECT_THAT(dump, Not(HasSubstr("\"Probability\")")));
}

TEST(StructuredReport, OfManyClassesListsTheMostProbable) {
  std::vector<std::string> labels;
  std::vector<double> softmax(1000, 0.0005);
  for (int i = 0; i < 1000; ++i) labels.push_back("class number " + std::to_string(i));
  softmax[777] = 0.5005;
  const Plan plan = named(plan_of(TaskKind::kClasses, labels));
  const std::string dump = expect_dump(plan, ClassAnswer{777, labels[777], softmax});
  SKIP_WITHOUT(dump);
  EXPECT_THAT(dump, HasSubstr("The first 32 of 1000 classes."));
  EXPECT_THAT(dump, HasSubstr("\"Tracking Identifier\")=\"class number 777\""));
  EXPECT_THAT(dump, Not(HasSubstr("class number 31\"")));
}

TEST(StructuredReport, LongTextsAndEveryLetterStayWithinTheLimits) {
  Plan plan = named(plan_of(TaskKind::kClasses, {"kein Tumor", ""}));
  std::string label;
  for (int i = 0; i < 30; ++i) label += "Müller 病 ";
  plan.manifest.outcome.labels[1] = label + "Ende";
  plan.manifest.model = std::string("Röntgen\\") + label;
  ReportFacts facts = some_facts();
  facts.record = "a\x01\xFF\"<b>&\\c";
  const ClassAnswer answer{1, plan.manifest.outcome.labels[1], {0.1, 0.9}};
  const std::string dump = expect_dump(plan, answer, some_image(), facts);
  SKIP_WITHOUT(dump);
  EXPECT_THAT(dump, HasSubstr("Müller 病 Ende\""));
  EXPECT_THAT(dump, HasSubstr("Röntgen/"));
}

TEST(StructuredReport, IsTheSameWhenItIsMadeAgain) {
  const auto first = structured_report(some_image(), classes_plan(), kTumour, some_facts());
  const auto again = structured_report(some_image(), classes_plan(), kTumour, some_facts());
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->file, again->file);
  EXPECT_EQ(first->sop_class_uid, "1.2.840.10008.5.1.4.1.1.88.33");
  EXPECT_THAT(first->sop_instance_uid, testing::StartsWith("2.25."));
  EXPECT_LE(first->sop_instance_uid.size(), 64U);
  EXPECT_NE(first->series_uid, first->sop_instance_uid);
}

TEST(StructuredReport, OfAnotherRecordOrImageIsAnother) {
  const auto uid = [](const StudyAttributes& image, const ReportFacts& facts) {
    return structured_report(image, classes_plan(), kTumour, facts).value().sop_instance_uid;
  };
  ReportFacts next = some_facts();
  next.place = 4;
  StudyAttributes other = some_image();
  other.sop_instance_uid += "1";
  EXPECT_NE(uid(some_image(), some_facts()), uid(some_image(), next));
  EXPECT_NE(uid(some_image(), some_facts()), uid(other, some_facts()));
}

/// What the report says of its patient and study.
StudyAttributes attributes_of(const DicomObject& report) {
  return read_study_attributes(report.file, "report").value();
}

TEST(StructuredReport, IsOfTheImagesPatientAndStudy) {
  const auto report = structured_report(some_image(), classes_plan(), kTumour, some_facts());
  ASSERT_TRUE(report);
  StudyAttributes read = attributes_of(*report);
  EXPECT_EQ(read.character_set, "ISO_IR 192");
  EXPECT_EQ(read.modality, "SR");
  EXPECT_EQ(read.series_description, "MediSC report - Not for clinical use");
  const StudyAttributes image = some_image();
  EXPECT_EQ(read.patient_name, image.patient_name);
  EXPECT_EQ(read.patient_id, image.patient_id);
  EXPECT_EQ(read.patient_birth_date, image.patient_birth_date);
  EXPECT_EQ(read.patient_sex, image.patient_sex);
  EXPECT_EQ(read.study_uid, image.study_uid);
  EXPECT_EQ(read.study_date, image.study_date);
  EXPECT_EQ(read.accession_number, image.accession_number);
  EXPECT_NE(read.series_uid, image.series_uid);
}

TEST(StructuredReport, OfAnImageWithoutAPatientHasEmptyAttributes) {
  StudyAttributes image;
  image.study_uid = "1.2.3";
  image.series_uid = "1.2.4";
  image.sop_instance_uid = "1.2.5";
  image.sop_class_uid = "1.2.840.10008.5.1.4.1.1.1";
  const std::string dump = expect_dump(classes_plan(), kTumour, image);
  const auto report = structured_report(image, classes_plan(), kTumour, some_facts());
  ASSERT_TRUE(report) << render(report.error());
  EXPECT_EQ(attributes_of(*report).patient_name, "");
  const std::string text = test::WrittenObject(*report).read_by("dcmdump");
  if (text.empty()) GTEST_SKIP() << "dcmdump (package dcmtk) is not installed";
  EXPECT_THAT(text, HasSubstr("(0010,0010) PN (no value available)"));
}

TEST(StructuredReport, BringsCharacterSetsToUtf8) {
  StudyAttributes image = some_image();
  image.character_set = "ISO_IR 100";
  image.patient_name = "M\xFCller^J\xF6rg";
  auto report = structured_report(image, classes_plan(), kTumour, some_facts());
  ASSERT_TRUE(report);
  EXPECT_EQ(attributes_of(*report).patient_name, "Müller^Jörg");

  image.character_set = "ISO_IR 144";
  image.patient_name = "\xBB\xEE\xDA";
  report = structured_report(image, classes_plan(), kTumour, some_facts());
  ASSERT_TRUE(report);
  EXPECT_EQ(attributes_of(*report).patient_name, "Люк");
}

/// Where this machine's library has no tables of it, the report keeps it as it is.
TEST(StructuredReport, KeepsOrConvertsEscapes) {
  StudyAttributes image = some_image();
  image.character_set = "\\ISO 2022 IR 87";
  image.patient_name = "Yamada^Tarou=\x1B$B;3ED\x1B(B^\x1B$BB@O:\x1B(B";
  const auto report = structured_report(image, classes_plan(), kTumour, some_facts());
  ASSERT_TRUE(report);
  const StudyAttributes read = attributes_of(*report);
  const bool converted = read.character_set == "ISO_IR 192";
  EXPECT_EQ(read.character_set, converted ? "ISO_IR 192" : image.character_set);
  EXPECT_EQ(read.patient_name, converted ? "Yamada^Tarou=山田^太郎" : image.patient_name);
}

TEST(StructuredReport, GuessesNoCharacterSet) {
  for (const char* set : {"", "ISO_IR 192", "ISO_IR 4711"}) {
    StudyAttributes image = some_image();
    image.character_set = set;
    image.patient_name = "M\xFCller^J\xF6rg";
    Plan plan = classes_plan();
    plan.manifest.outcome.labels[1] = "Müdigkeit";
    const auto report =
        structured_report(image, plan, ClassAnswer{1, "Müdigkeit", {0.1, 0.9}}, some_facts());
    ASSERT_TRUE(report) << render(report.error());
    EXPECT_EQ(attributes_of(*report).patient_name, image.patient_name);
    EXPECT_EQ(attributes_of(*report).character_set, set);
    const bool utf8 = image.character_set == "ISO_IR 192";
    EXPECT_NE(report->file.find(utf8 ? "Müdigkeit" : "M?digkeit"), std::string::npos);
  }
}

TEST(StructuredReport, NeedsAnImageThatCanBeReferredTo) {
  const auto without = [](std::string StudyAttributes::*member, const char* value) {
    StudyAttributes image = some_image();
    image.*member = value;
    return structured_report(image, classes_plan(), kTumour, some_facts());
  };
  EXPECT_THAT(without(&StudyAttributes::study_uid, ""),
              Refused(ErrorCode::kBadInput, "Study Instance UID (0020,000D) is missing"));
  EXPECT_THAT(without(&StudyAttributes::series_uid, "1..2"),
              Refused(ErrorCode::kBadInput, "Series Instance UID (0020,000E) is no UID"));
  EXPECT_THAT(without(&StudyAttributes::sop_class_uid, "1.02"),
              Refused(ErrorCode::kBadInput, "SOP Class UID"));
  EXPECT_THAT(without(&StudyAttributes::sop_instance_uid, "a"),
              Refused(ErrorCode::kBadInput, "SOP Instance UID"));
  ReportFacts facts = some_facts();
  facts.made_at = "yesterday";
  EXPECT_THAT(structured_report(some_image(), classes_plan(), kTumour, facts),
              Refused(ErrorCode::kBadInput, "time"));
}

TEST(StructuredReport, RefusesWhatIsNoResultOfThePlan) {
  const Plan plan = classes_plan();
  const auto report = [&](const Answer& answer) {
    return structured_report(some_image(), plan, answer, some_facts());
  };
  EXPECT_THAT(report(ClassAnswer{0, "a", {0.2, 0.3, 0.5}}),
              Refused(ErrorCode::kBadInput, "none of this plan"));
  EXPECT_THAT(report(ClassAnswer{0, "a", {std::numeric_limits<double>::quiet_NaN(), 1}}),
              Refused(ErrorCode::kBadInput, "finite"));
}

/// The whole way of a file from a scanner.
void expect_real_report(const char* name) {
  const auto file = kRealFiles / name;
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file;
  const auto image = read_study_attributes(file);
  ASSERT_TRUE(image);
  const std::string dump = expect_dump(classes_plan(), kTumour, *image);
  const auto report = structured_report(*image, classes_plan(), kTumour, some_facts());
  ASSERT_TRUE(report) << render(report.error());
  const StudyAttributes read = attributes_of(*report);
  EXPECT_EQ(read.patient_name, image->patient_name);
  EXPECT_EQ(read.patient_id, image->patient_id);
  EXPECT_EQ(read.study_uid, image->study_uid);
  EXPECT_EQ(read.study_date, image->study_date);
  EXPECT_EQ(read.referring_physician, image->referring_physician);
}

TEST(StructuredReport, OfARealRadiograph) {
  expect_real_report("RG1_chest_div4_uncompressed.dcm");
}

TEST(StructuredReport, OfARealTomogram) {
  expect_real_report("CT_small.dcm");
}

TEST(StructuredReport, IsReadByAnotherReader) {
  if (test::output_of("/usr/bin/python3 -c 'import pydicom'") != "\n") {
    GTEST_SKIP() << "python3-pydicom is not installed";
  }
  StudyAttributes image = some_image();
  image.character_set = "ISO_IR 100";
  image.patient_name = "M\xFCller^J\xF6rg";
  const auto report = structured_report(image, classes_plan(), kTumour, some_facts());
  ASSERT_TRUE(report);
  const std::string read = test::WrittenObject(*report).read_by(
      "/usr/bin/python3 -W error -c '\n"
      "import sys, pydicom\n"
      "d = pydicom.dcmread(sys.argv[1])\n"
      "print(d.PatientName, d.VerificationFlag, d.CompletionFlag, d.SOPClassUID.name)\n"
      "e = d.CurrentRequestedProcedureEvidenceSequence[0].ReferencedSeriesSequence[0]\n"
      "print(e.ReferencedSOPSequence[0].ReferencedSOPInstanceUID)\n"
      "print(d.ContentTemplateSequence[0].TemplateIdentifier)\n"
      "print(len(d.ReferencedPerformedProcedureStepSequence))\n"
      "c = d.ContributingEquipmentSequence[0]\n"
      "print(c.Manufacturer, c.SoftwareVersions, "
      "c.PurposeOfReferenceCodeSequence[0].CodeMeaning)\n"
      "str(d)\n"
      "'");
  EXPECT_EQ(read,
            "Müller^Jörg UNVERIFIED COMPLETE Comprehensive SR Storage\n"
            "1.2.826.0.1.3680043.8.498.1.1\n1500\n0\n"
            "MediSC MediSC 0.1.0 Processing Equipment\n\n");
}

}  // namespace
}  // namespace medisc
