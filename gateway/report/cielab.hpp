/// Colours of a display as DICOM writes them down.
#pragma once

#include <array>
#include <cstdint>

namespace medisc {

/// Red, green and blue of sRGB as Recommended Display CIELab Value (PS3.3, C.10.7.1.1), under
/// the white D50: L of 0..100 as 0..65535, a and b of -128..127 likewise.
std::array<std::uint16_t, 3> cielab_of(const std::array<std::uint8_t, 3>& rgb);

}  // namespace medisc
