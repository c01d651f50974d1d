/// Deflated DICOM files as what they hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "error/error.hpp"

namespace medisc {

/// A file in Deflated Explicit VR Little Endian as one in Explicit VR Little Endian; nothing of
/// a file in another transfer syntax, or whose header does not tell. Errors: kBadInput, naming
/// the file, where its data set is damaged or truncated, or comes to more than `most` bytes.
Result<std::optional<std::string>> inflated_file(std::string_view file, std::uint64_t most,
                                                 const std::string& name);

}  // namespace medisc
