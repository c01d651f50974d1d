/// Samples out of uncompressed pixels. Only this folder's sources include it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "imaging/pixel_format.hpp"

namespace medisc {

/// frames x rows x columns x channels, whatever the planar configuration, each the bits stored
/// of its word, with its sign; colours that are subsampled are repeated. Errors: kBadInput,
/// naming the file, where Pixel Data has other bytes than that takes, but for one that
/// makes them even; kUnsupported for 32 bits in big endian.
Result<std::vector<std::int32_t>> native_samples(DcmDataset& dataset, const PixelFormat& format,
                                                 const std::string& file);

}  // namespace medisc
