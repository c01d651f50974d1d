/// Where reports go: an archive that takes objects.
#pragma once

#include <memory>
#include <span>

#include "config/intake_config.hpp"
#include "error/error.hpp"
#include "gateway/report/dicom_object.hpp"

namespace medisc {

class ArchiveSender {
 public:
  virtual ~ArchiveSender() = default;
  /// Sends them, one after the other; objects that the archive has already are no error. Any
  /// thread may call. Errors: kPeerUnavailable where it is not there or does not answer, which
  /// may be tried again; kRefused where it says no, with its reason.
  virtual Result<void> send(std::span<const DicomObject> objects) = 0;
};

/// By C-STORE (PS3.4, Annex B), over TLS where the archive has it. Errors: kBadInput of its
/// files.
Result<std::unique_ptr<ArchiveSender>> make_store_sender(const Archive& archive);

/// By STOW-RS (PS3.18, 10.5): one POST with all of them. Errors: kBadInput of its files.
Result<std::unique_ptr<ArchiveSender>> make_stow_sender(const Archive& archive);

}  // namespace medisc
