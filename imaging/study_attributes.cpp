#include "imaging/study_attributes.hpp"

#include "imaging/dicom_attributes.hpp"
#include "imaging/dicom_bytes.hpp"
#include "imaging/dicom_dataset.hpp"
#include "imaging/dicom_library.hpp"

namespace medisc {
namespace {

struct Named {
  std::string StudyAttributes::*member;
  DcmTagKey key;
};

const Named kAttributes[] = {
    {&StudyAttributes::character_set, DCM_SpecificCharacterSet},
    {&StudyAttributes::patient_name, DCM_PatientName},
    {&StudyAttributes::patient_id, DCM_PatientID},
    {&StudyAttributes::patient_id_issuer, DCM_IssuerOfPatientID},
    {&StudyAttributes::patient_birth_date, DCM_PatientBirthDate},
    {&StudyAttributes::patient_sex, DCM_PatientSex},
    {&StudyAttributes::patient_age, DCM_PatientAge},
    {&StudyAttributes::study_uid, DCM_StudyInstanceUID},
    {&StudyAttributes::study_id, DCM_StudyID},
    {&StudyAttributes::study_date, DCM_StudyDate},
    {&StudyAttributes::study_time, DCM_StudyTime},
    {&StudyAttributes::study_description, DCM_StudyDescription},
    {&StudyAttributes::accession_number, DCM_AccessionNumber},
    {&StudyAttributes::referring_physician, DCM_ReferringPhysicianName},
    {&StudyAttributes::series_uid, DCM_SeriesInstanceUID},
    {&StudyAttributes::series_number, DCM_SeriesNumber},
    {&StudyAttributes::series_description, DCM_SeriesDescription},
    {&StudyAttributes::modality, DCM_Modality},
    {&StudyAttributes::body_part, DCM_BodyPartExamined},
    {&StudyAttributes::laterality, DCM_Laterality},
    {&StudyAttributes::view_position, DCM_ViewPosition},
    {&StudyAttributes::frame_of_reference_uid, DCM_FrameOfReferenceUID},
    {&StudyAttributes::manufacturer, DCM_Manufacturer},
    {&StudyAttributes::sop_class_uid, DCM_SOPClassUID},
    {&StudyAttributes::sop_instance_uid, DCM_SOPInstanceUID},
    {&StudyAttributes::instance_number, DCM_InstanceNumber},
    {&StudyAttributes::frames, DCM_NumberOfFrames},
    {&StudyAttributes::rows, DCM_Rows},
    {&StudyAttributes::columns, DCM_Columns},
};

}  // namespace

StudyAttributes study_attributes_of(DcmItem& dataset) {
  StudyAttributes attributes;
  for (const Named& named : kAttributes) {
    attributes.*named.member = text_of(dataset, named.key);
  }
  if (attributes.laterality.empty()) {
    attributes.laterality = text_of(dataset, DCM_ImageLaterality);
  }
  return attributes;
}

Result<StudyAttributes> read_study_attributes(const std::filesystem::path& file) {
  if (auto started = start_dicom_library(); !started) return tl::unexpected(started.error());
  DcmFileFormat format;
  const OFCondition loaded =
      format.loadFileUntilTag(OFFilename(file.c_str()), EXS_Unknown, EGL_noChange,
                              DCM_MaxReadLength, ERM_fileOnly, DCM_PixelData);
  if (loaded.bad()) {
    return fail(ErrorCode::kBadInput, file.string() + " can't be read as a DICOM file",
                "check the path and its permissions");
  }
  return study_attributes_of(*format.getDataset());
}

Result<StudyAttributes> read_study_attributes(std::string_view bytes, const std::string& name) {
  const auto format = dicom_of_bytes(bytes, name);
  if (!format) return tl::unexpected(format.error());
  return study_attributes_of(format->dataset());
}

}  // namespace medisc
