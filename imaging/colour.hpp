/// Colours of a data set as red, green and blue. Only this folder's sources include it.
///
/// YBR_FULL of b bits, h = 2^(b - 1) (PS3.3, C.7.6.3.1.2):
///   R = Y + 1.402 (Cr - h)
///   G = Y - 0.344136 (Cb - h) - 0.714136 (Cr - h)
///   B = Y + 1.772 (Cb - h)
/// each rounded and held within 0 to 2^b - 1.
#pragma once

#include <string>

#include "error/error.hpp"
#include "imaging/dicom_frames.hpp"

namespace medisc {

/// Replaces samples of PALETTE COLOR and YBR_FULL by RGB, with the format to it; leaves others.
/// Errors: kBadInput for a palette that is missing, none, or of different kinds a colour;
/// kUnsupported for one in segments.
Result<void> to_rgb(DcmDataset& dataset, DicomFrames& frames, const std::string& file,
                    std::uint64_t most_samples);

}  // namespace medisc
