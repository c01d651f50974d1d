/// A DICOM object that MediSC made of a result: what goes to an archive.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "error/error.hpp"
#include "gateway/report/report_facts.hpp"
#include "imaging/study_attributes.hpp"

class DcmDataset;

namespace medisc {

/// What every object says, in its series description, and where people read first.
inline constexpr const char* kNotForClinicalUse = "Not for clinical use";

/// The manufacturer of all of them.
inline constexpr const char* kMaker = "MediSC";

struct DicomObject {
  std::string sop_class_uid;
  std::string sop_instance_uid;
  std::string series_uid;
  std::shared_ptr<DcmDataset> dataset;  ///< for C-STORE
  std::string file;                     ///< Part 10, Explicit VR Little Endian
};

/// What an object refers to: the image, and where its result came from.
struct ObjectSource {
  const StudyAttributes& image;
  const ReportFacts& facts;
};

/// Whether objects can be made of an image. Errors: kBadInput, naming the attribute, where its
/// Study, Series or SOP Instance UID or its SOP Class UID is missing, or no UID; where made_at
/// is no time.
Result<void> expect_source(const ObjectSource& source);

}  // namespace medisc
