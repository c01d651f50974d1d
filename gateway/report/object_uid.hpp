/// Names of DICOM objects that follow from what they are of: one that is made twice is the
/// same.
#pragma once

#include <string>
#include <string_view>

#include "gateway/report/report_facts.hpp"

namespace medisc {

/// "2.25." and, in decimal, the first 16 bytes of BLAKE2b over request, place, plan, the source
/// image's SOP Instance UID and `purpose`, with the bits of a UUID of version 8 (RFC
/// 9562, 5.8): 44 letters at most. The source image keeps apart requests of two hospitals that
/// have the same name.
std::string object_uid(const ReportFacts& facts, std::string_view source_uid,
                       std::string_view purpose);

/// "2.25." and likewise a hash of `text` alone: of a device, say.
std::string named_uid(std::string_view text);

/// Whether a text is a UID: numbers without leading zeros between dots, 64 letters at most.
bool is_uid(std::string_view text);

}  // namespace medisc
