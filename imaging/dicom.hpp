/// DICOM files (Part 10) as images.
#pragma once

#include <string>
#include <string_view>

#include "error/error.hpp"
#include "imaging/medical_image.hpp"

namespace medisc {

/// By its mark behind the preamble.
bool is_dicom(std::string_view bytes);

/// The image of a file's bytes, which `name` stands for in errors: Implicit and Explicit VR
/// Little Endian, Big Endian and Deflated; RLE, JPEG (baseline, extended, lossless), JPEG-LS,
/// JPEG 2000. Errors: those of dicom_of_bytes and image_of_dataset.
Result<MedicalImage> read_dicom(std::string_view bytes, const std::string& name,
                                std::uint64_t most_samples = kMostSamples);

}  // namespace medisc
