/// Tables of a data set: modality, VOI, palette. Only this folder's sources include it.
#pragma once

#include <string>

#include "error/error.hpp"
#include "imaging/dicom_attributes.hpp"
#include "imaging/medical_image.hpp"

namespace medisc {

/// A table by its descriptor and its entries (PS3.3, C.11.1.1): entries, the first value, bits
/// an entry, 1 to 16. `is_signed`: of the values that it maps. Errors: kBadInput, naming file
/// and attribute: a descriptor that is none, fewer entries than it says, entries beyond its
/// bits.
Result<LookupTable> table_of(DcmItem& item, const DcmTagKey& descriptor,
                             const DcmTagKey& entries, bool is_signed, const std::string& file);

}  // namespace medisc
