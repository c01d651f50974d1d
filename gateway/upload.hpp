/// A file that somebody has sent, as records of a model.
#pragma once

#include <string>
#include <string_view>

#include "plan/plan.hpp"
#include "site/encoded_records.hpp"

namespace medisc {

/// Its format is told by the name's extension, else by the media type: text/csv,
/// application/x-npy, image/png, application/dicom. It lies in memory (/dev/shm) for as long as
/// it is read, for this user alone. Errors: kBadInput, as load_records.
Result<EncodedRecords> read_upload(std::string_view body, const std::string& name,
                                   const std::string& media_type, const Plan& plan);

}  // namespace medisc
