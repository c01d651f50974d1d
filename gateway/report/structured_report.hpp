/// Results as DICOM Structured Reports: what the network found, for who reads the image.
#pragma once

#include "error/error.hpp"
#include "gateway/report/dicom_object.hpp"
#include "imaging/study_attributes.hpp"
#include "plan/plan.hpp"
#include "site/answer.hpp"

namespace medisc {

/// A Comprehensive SR (1.2.840.10008.5.1.4.1.1.88.33), complete and unverified, after TID 1500
/// "Measurement Report", of one result on one image: in the image's study, in a series of its
/// own. The same result gives the same bytes, on one machine.
///
/// Texts are UTF-8 ("ISO_IR 192"); where the image's are not what it declares, the report keeps
/// its bytes and its character set, and its own texts are ASCII. Errors: those of
/// expect_source; kBadInput where the answer is none of the plan; kUnsupported beyond 1024
/// findings or numbers; kInternal where the object can't be written.
Result<DicomObject> structured_report(const StudyAttributes& image, const Plan& plan,
                                      const Answer& answer, const ReportFacts& facts);

}  // namespace medisc
