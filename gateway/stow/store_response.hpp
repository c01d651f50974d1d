/// What a STOW-RS request is answered with: the Store Instances Response Module (PS3.18, Annex
/// I.2) in the DICOM JSON model (PS3.18, Annex F).
///
///   (0008,1199) ReferencedSOPSequence   what was stored
///   (0008,1198) FailedSOPSequence       what was not, by class and instance, and why
///   (0008,119A) OtherFailuresSequence   what was not, and has no readable class and instance
///
/// A failure also has its error's text. No standard attribute of a data set may hold one
/// (ErrorComment is a command's), so it stands in a private one: (0009,1001), UT, of the
/// creator "MEDISC".
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "imaging/study_attributes.hpp"

namespace medisc {

/// Of PS3.18, table I.2-2: values of (0008,1197) FailureReason.
enum class FailureReason : std::uint16_t {
  kProcessing = 0x0110,
  kSopClassNotSupported = 0x0122,
  kOutOfResources = 0xA700,
  kMismatch = 0xA900,
  kCannotUnderstand = 0xC000,
};

/// Of an error of Intake::take, as C-STORE tells it apart (gateway/dicom/store_status.hpp):
/// what may be taken later is out of resources.
FailureReason failure_reason(ErrorCode code);

/// An instance that was sent, and what became of it.
struct StoredInstance {
  std::string sop_class_uid;  ///< this and the next empty: nobody could read them
  std::string sop_instance_uid;
  bool is_stored = false;
  FailureReason reason = FailureReason::kProcessing;  ///< where it is not
  std::string comment;
};

StoredInstance stored(const StudyAttributes& attributes);
/// UIDs that are none are left out, both.
StoredInstance not_stored(const StudyAttributes& attributes, FailureReason reason,
                          std::string comment);

/// 200: all are stored; 202: some; 409: none.
int response_status(const std::vector<StoredInstance>& instances);

/// JSON: an object. Sequences without items are left out, and RetrieveURL is empty: nothing
/// can be fetched here.
std::string store_response(const std::vector<StoredInstance>& instances);

}  // namespace medisc
