/// Maps as DICOM Segmentations: which pixels of the image have which class.
#pragma once

#include "error/error.hpp"
#include "gateway/report/dicom_object.hpp"
#include "imaging/medical_image.hpp"
#include "imaging/study_attributes.hpp"
#include "plan/plan.hpp"
#include "site/answer.hpp"

namespace medisc {

/// Segments that a Segmentation holds.
inline constexpr std::size_t kMostSegments = 255;

/// A binary Segmentation (1.2.840.10008.5.1.4.1.1.66.4) of the image's own size: a segment and
/// a frame for each class that has pixels, in the palette of site/label_picture.hpp. Of a map
/// that says yes or no, the yes; of others, all classes but the first where its label is
/// "background", "negative" or "none". Where no class is left, its one segment is empty. Texts
/// as in structured_report, and likewise the same bytes for the same result.
///
/// `image` and `attributes` are of the same file. Errors: those of placed_map and of
/// expect_source; kUnsupported beyond kMostSegments; kInternal where the object can't be
/// written.
Result<DicomObject> segmentation(const StudyAttributes& attributes, const MedicalImage& image,
                                 const Plan& plan, const MapAnswer& answer,
                                 const ReportFacts& facts);

}  // namespace medisc
