/// What a data set says of one frame. Only this folder's sources include it.
#pragma once

#include <cstddef>
#include <string>

#include "error/error.hpp"
#include "imaging/dicom_attributes.hpp"
#include "imaging/medical_image.hpp"

namespace medisc {

/// Its rescale or modality table, the first window, the first VOI table, and where it lies; of
/// multi-frame images of the enhanced kind from their functional groups. Errors: kBadInput,
/// naming file and attribute: no finite numbers, another count of them than the standard says,
/// a window or a slope that is none, a table that is none, an unknown VOI function.
Result<FrameAttributes> frame_attributes_of(DcmItem& dataset, std::size_t frame, bool is_signed,
                                            const std::string& file);

}  // namespace medisc
