/// In which media type a client wants to be answered.
#pragma once

#include <optional>
#include <string>

#include "http/headers.hpp"

namespace medisc {

/// "application/dicom+json" where the Accept headers (RFC 9110, 12.5.1) allow it, as they do
/// where there are none; "application/json" where they allow only that; none where they allow
/// neither, as with application/dicom+xml alone.
std::optional<std::string> accepted_type(const HttpHeaders& headers);

}  // namespace medisc
