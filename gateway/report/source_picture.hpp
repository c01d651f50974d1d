/// An image as people see it: for a map over it.
#pragma once

#include <cstdint>
#include <vector>

#include "imaging/medical_image.hpp"

namespace medisc {

/// Red, green and blue of the first frame, rows x columns x 3. Grey goes through the modality
/// transform and then the VOI table, or the first window, or from the least to the largest
/// value in the image; MONOCHROME1 is turned round, and padding is black. Colours keep their
/// upper 8 bits.
std::vector<std::uint8_t> source_picture(const MedicalImage& image);

}  // namespace medisc
