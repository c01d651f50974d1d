/// Files that somebody has sent, as records of a model.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/intake/intake.hpp"
#include "plan/plan.hpp"
#include "site/encoded_records.hpp"

namespace medisc {

/// Its format is told by the name's extension, else by the media type: text/csv,
/// application/x-npy, image/png, application/dicom. It lies in memory (/dev/shm) for as long as
/// it is read, for this user alone. Errors: kBadInput, as load_records.
Result<EncodedRecords> read_upload(std::string_view body, const std::string& name,
                                   const std::string& media_type, const Plan& plan);

/// What an intake keeps of an image or of a series, likewise: a series is a folder. A single
/// record is called as the intake calls it. Errors: kBadInput as load_records, of files that
/// are not kept any more, and of more than `most_bytes` together.
Result<EncodedRecords> read_received(const Intake& intake, const Received& received,
                                     const Plan& plan, std::size_t most_bytes);

}  // namespace medisc
