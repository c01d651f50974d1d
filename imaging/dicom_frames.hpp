/// Frames of a data set, decompressed. Only this folder's sources include it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "imaging/pixel_format.hpp"

namespace medisc {

struct DicomFrames {
  PixelFormat format;                 ///< of the samples as they are here
  std::vector<std::int32_t> samples;  ///< frames x rows x columns x channels, as stored
};

/// Of uncompressed, RLE, JPEG, JPEG-LS and JPEG 2000 pixels; YBR_FULL_422 comes as YBR_FULL.
/// The data set may hold its pixels decompressed afterwards. Errors: those of pixel_format_of;
/// kBadInput, naming the file, for pixels that are fewer or more than its attributes say, whose
/// stream has another size, or that can't be decoded; kUnsupported for another transfer syntax.
Result<DicomFrames> dicom_frames_of(DcmDataset& dataset, const std::string& file,
                                    std::uint64_t most_samples);

}  // namespace medisc
