/// Maps as pictures over their images: for archives and viewers that show no Segmentation.
#pragma once

#include "error/error.hpp"
#include "gateway/report/dicom_object.hpp"
#include "imaging/medical_image.hpp"
#include "imaging/study_attributes.hpp"
#include "plan/plan.hpp"
#include "site/answer.hpp"

namespace medisc {

/// A Secondary Capture (1.2.840.10008.5.1.4.1.1.7) in colour: map_overlay.hpp, of the image's
/// own size. Nothing can be measured in it. Otherwise as segmentation.hpp says. Errors: those
/// of map_overlay and of expect_source; kInternal where the object can't be written.
Result<DicomObject> secondary_capture(const StudyAttributes& attributes,
                                      const MedicalImage& image, const Plan& plan,
                                      const MapAnswer& answer, const ReportFacts& facts);

}  // namespace medisc
