/// Who and what an image is of: for reports on it. Records never hold this.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "error/error.hpp"

namespace medisc {

/// Texts as the file has them, in its character set; empty where it has none. Names of persons
/// are DICOM's, of components between carets; dates are YYYYMMDD, times HHMMSS.
struct StudyAttributes {
  std::string character_set;

  std::string patient_name;
  std::string patient_id;
  std::string patient_id_issuer;
  std::string patient_birth_date;
  std::string patient_sex;
  std::string patient_age;

  std::string study_uid;
  std::string study_id;
  std::string study_date;
  std::string study_time;
  std::string study_description;
  std::string accession_number;
  std::string referring_physician;

  std::string series_uid;
  std::string series_number;
  std::string series_description;
  std::string modality;
  std::string body_part;
  std::string laterality;
  std::string view_position;
  std::string frame_of_reference_uid;
  std::string manufacturer;

  std::string sop_class_uid;
  std::string sop_instance_uid;
  std::string instance_number;
  std::string frames;
  std::string rows;
  std::string columns;

  bool operator==(const StudyAttributes&) const = default;
};

/// Of a DICOM file, without its pixels. Errors: kBadInput, naming the file, where it is none.
Result<StudyAttributes> read_study_attributes(const std::filesystem::path& file);

/// Of the bytes of one, which `name` stands for.
Result<StudyAttributes> read_study_attributes(std::string_view bytes, const std::string& name);

}  // namespace medisc
