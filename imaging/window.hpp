/// Windows: which values are dark, grey and bright (DICOM PS3.3, C.11.2.1.2 and C.11.2.1.3).
///
/// Of a value x, a centre c and a width w, from 0 (dark) to 1 (bright):
///
///   linear        (x - (c - 1/2)) / (w - 1) + 1/2, held within 0 to 1; w >= 1, and of w = 1
///                 0 where x <= c - 1/2, else 1
///   linear exact  (x - c) / w + 1/2, held within 0 to 1; w > 0
///   sigmoid       1 / (1 + exp(-4 (x - c) / w)); w > 0
#pragma once

#include "imaging/medical_image.hpp"

namespace medisc {

double windowed(double x, const GreyWindow& window, WindowFunction function);

}  // namespace medisc
