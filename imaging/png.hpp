/// PNG images as they are stored: no gamma, no colour profile.
#pragma once

#include <string>
#include <string_view>

#include "error/error.hpp"
#include "imaging/medical_image.hpp"

namespace medisc {

/// By its first 8 bytes.
bool is_png(std::string_view bytes);

/// Grey of 1, 2, 4, 8 or 16 bits, RGB of 8 or 16, a palette as RGB of 8; interlaced or not. An
/// alpha channel must be opaque everywhere, and is left out. Errors: kBadInput, naming the
/// file: no PNG, a damaged or truncated one, more than kMostSamples, pixels one can see
/// through.
Result<MedicalImage> read_png(std::string_view bytes, const std::string& name,
                              std::uint64_t most_samples = kMostSamples);

}  // namespace medisc
