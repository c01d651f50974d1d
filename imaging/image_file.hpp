/// Files of images, by what they begin with.
#pragma once

#include <string>
#include <string_view>

#include "error/error.hpp"
#include "imaging/medical_image.hpp"

namespace medisc {

/// Whether the bytes begin as a DICOM file or a PNG does; 136 of them tell.
bool is_image(std::string_view bytes);

/// A DICOM file (imaging/dicom.hpp) or a PNG (imaging/png.hpp), whole. `name` stands for it in
/// errors. Errors: theirs, and kBadInput for what is neither, or has more samples than
/// `most_samples`, kMostSamples at most.
Result<MedicalImage> read_image(std::string_view bytes, const std::string& name,
                                std::uint64_t most_samples = kMostSamples);

}  // namespace medisc
