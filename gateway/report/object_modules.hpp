/// Modules that every object has: patient, study, series, equipment, SOP common. Only this
/// folder's sources include it: it takes DCMTK's headers.
#pragma once

#include <string>

#include "gateway/report/dicom_object.hpp"
#include "gateway/report/object_writer.hpp"
#include "plan/manifest.hpp"

namespace medisc {

/// What tells one of a result's objects from another.
struct ObjectKind {
  const char* sop_class_uid;
  const char* modality;
  const char* purpose;  ///< "structured report", of which its UIDs are made
  const char* series;   ///< its description
  const char* series_number;
};

/// Writes the modules over what stands in `dataset`: patient and study as `image` has them
/// (PS3.3, C.7.1.1, C.7.2.1), the series, the equipment that made it and that contributed
/// (C.7.5.1, C.12.1.1.5), names and times. `image` is in_utf8 already.
void put_modules(ObjectWriter& writer, DcmDataset& dataset, const ObjectKind& kind,
                 const Manifest& manifest, const StudyAttributes& image,
                 const ReportFacts& facts);

/// ASCII where the object's character set is not UTF-8.
std::string shown(const std::string& text, const StudyAttributes& image);

/// "YYYYMMDDHHMMSS", of made_at where this machine is, as the times of the study are; empty
/// where that is no time.
std::string local_time(const ReportFacts& facts);

/// The object with its file. Errors: kInternal where it can't be written.
Result<DicomObject> finished(std::shared_ptr<DcmDataset> dataset);

}  // namespace medisc
