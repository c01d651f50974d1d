/// Which compressed bytes make which frame. Only this folder's sources include it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "imaging/dicom_attributes.hpp"

namespace medisc {

/// The bytes of each of `frames` frames of encapsulated pixels: all fragments of a single
/// frame; a fragment a frame, where there are as many; else by the basic offset table (PS3.5,
/// A.4). Errors: kBadInput, naming the file, where none of these tells.
Result<std::vector<std::vector<std::uint8_t>>> encapsulated_frames(DcmDataset& dataset,
                                                                   std::uint32_t frames,
                                                                   const std::string& file);

}  // namespace medisc
