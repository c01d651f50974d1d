#include "gateway/report/object_modules.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <optional>
#include <utility>

#include "gateway/report/object_text.hpp"
#include "gateway/report/object_uid.hpp"
#include "gateway/token_time.hpp"

namespace medisc {
namespace {

struct Copied {
  std::string StudyAttributes::*member;
  DcmTagKey key;
  bool required;  ///< there, if empty
};

const Copied kCopied[] = {
    {&StudyAttributes::patient_name, DCM_PatientName, true},
    {&StudyAttributes::patient_id, DCM_PatientID, true},
    {&StudyAttributes::patient_id_issuer, DCM_IssuerOfPatientID, false},
    {&StudyAttributes::patient_birth_date, DCM_PatientBirthDate, true},
    {&StudyAttributes::patient_sex, DCM_PatientSex, true},
    {&StudyAttributes::patient_age, DCM_PatientAge, false},
    {&StudyAttributes::study_uid, DCM_StudyInstanceUID, true},
    {&StudyAttributes::study_id, DCM_StudyID, true},
    {&StudyAttributes::study_date, DCM_StudyDate, true},
    {&StudyAttributes::study_time, DCM_StudyTime, true},
    {&StudyAttributes::study_description, DCM_StudyDescription, false},
    {&StudyAttributes::accession_number, DCM_AccessionNumber, true},
    {&StudyAttributes::referring_physician, DCM_ReferringPhysicianName, true},
};

/// made_at to the second; it may have a fraction of one.
std::optional<TokenTime> time_of(const ReportFacts& facts) {
  const std::string& text = facts.made_at;
  const std::size_t point = text.find('.');
  if (point == std::string::npos) return parse_token_time(text);
  const std::size_t end = text.find_first_not_of("0123456789", point + 1);
  if (end == std::string::npos || end == point + 1) return std::nullopt;
  return parse_token_time(text.substr(0, point) + text.substr(end));
}

void put_equipment(ObjectWriter& writer, DcmItem* item, const std::string& model,
                   const ReportFacts& facts) {
  writer.text(item, DCM_Manufacturer, kMaker);
  writer.text(item, DCM_ManufacturerModelName, model);
  writer.text(item, DCM_DeviceSerialNumber, to_hex(facts.plan_hash));
  writer.text(item, DCM_SoftwareVersions, one_value("MediSC " + facts.release, kLongString));
}

void put_contribution(ObjectWriter& writer, DcmDataset& dataset, const std::string& model,
                      const ReportFacts& facts) {
  DcmItem* const item = writer.sequence(&dataset, DCM_ContributingEquipmentSequence);
  writer.code(item, DCM_PurposeOfReferenceCodeSequence,
              {"109102", "DCM", "Processing Equipment"});
  put_equipment(writer, item, model, facts);
  writer.text(item, DCM_ContributionDateTime, local_time(facts));
  writer.text(item, DCM_ContributionDescription,
              std::string("Processing algorithm. ") + kNotForClinicalUse);
}

}  // namespace

Result<void> expect_source(const ObjectSource& source) {
  const std::pair<const char*, const std::string&> uids[] = {
      {"Study Instance UID (0020,000D)", source.image.study_uid},
      {"Series Instance UID (0020,000E)", source.image.series_uid},
      {"SOP Class UID (0008,0016)", source.image.sop_class_uid},
      {"SOP Instance UID (0008,0018)", source.image.sop_instance_uid},
  };
  for (const auto& [name, uid] : uids) {
    if (is_uid(uid)) continue;
    return fail(
        ErrorCode::kBadInput,
        std::string("the image's ") + name + (uid.empty() ? " is missing" : " is no UID"),
        "a report needs an image that can be referred to; fetch it from the archive");
  }
  if (!local_time(source.facts).empty()) return {};
  return fail(ErrorCode::kBadInput, "the time of the result is no time in UTC");
}

std::string local_time(const ReportFacts& facts) {
  const auto time = time_of(facts);
  if (!time) return {};
  const std::time_t seconds = std::chrono::system_clock::to_time_t(*time);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y%m%d%H%M%S", &parts)};
}

std::string shown(const std::string& text, const StudyAttributes& image) {
  return is_utf8(image) ? text : ascii_text(text);
}

void put_modules(ObjectWriter& writer, DcmDataset& dataset, const ObjectKind& kind,
                 const Manifest& manifest, const StudyAttributes& image,
                 const ReportFacts& facts) {
  const std::string model = one_value(shown(manifest.model, image), kLongString);
  const std::string& source = image.sop_instance_uid;
  const std::string time = local_time(facts);
  const std::string day = time.substr(0, std::min<std::size_t>(8, time.size()));
  const std::string hour = time.substr(day.size());
  // Stands in front of whatever text follows.
  if (!image.character_set.empty()) {
    writer.text(&dataset, DCM_SpecificCharacterSet, image.character_set);
  } else {
    delete dataset.remove(DCM_SpecificCharacterSet);
  }
  for (const Copied& copied : kCopied) {
    const std::string& text = image.*copied.member;
    if (copied.required || !text.empty()) writer.text(&dataset, copied.key, text);
  }
  writer.text(&dataset, DCM_Modality, kind.modality);
  writer.text(&dataset, DCM_SeriesInstanceUID,
              object_uid(facts, source, std::string(kind.purpose) + " series"));
  writer.text(&dataset, DCM_SeriesNumber, kind.series_number);
  writer.text(&dataset, DCM_SeriesDescription, kind.series);
  writer.text(&dataset, DCM_SeriesDate, day);
  writer.text(&dataset, DCM_SeriesTime, hour);
  writer.text(&dataset, DCM_SOPClassUID, kind.sop_class_uid);
  writer.text(&dataset, DCM_SOPInstanceUID, object_uid(facts, source, kind.purpose));
  writer.text(&dataset, DCM_InstanceNumber, "1");
  writer.text(&dataset, DCM_InstanceCreationDate, day);
  writer.text(&dataset, DCM_InstanceCreationTime, hour);
  writer.text(&dataset, DCM_InstanceCreatorUID, named_uid(kMaker));
  writer.text(&dataset, DCM_ContentDate, day);
  writer.text(&dataset, DCM_ContentTime, hour);
  put_equipment(writer, &dataset, model.empty() ? kMaker : model, facts);
  put_contribution(writer, dataset, model.empty() ? kMaker : model, facts);
}

}  // namespace medisc
