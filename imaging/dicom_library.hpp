/// What DCMTK keeps for the whole process.
#pragma once

#include "error/error.hpp"

namespace medisc {

/// Silences its log, which may hold a patient's values, and registers its decoders; from the
/// second call on it does nothing. Any thread may call it. Errors: kInternal where its
/// dictionary of attributes is not installed, without which implicit VRs can't be read.
Result<void> start_dicom_library();

}  // namespace medisc
