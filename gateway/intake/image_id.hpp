/// Names of received images, so that one that comes again is known.
#pragma once

#include <string>

#include "imaging/study_attributes.hpp"

namespace medisc {

/// In hexadecimal, 16 bytes of BLAKE2b over the rule, the SOP Instance UID and the bytes of the
/// data set: an image that was changed under its UID is another, and one that came another way
/// is the same.
std::string image_id(const std::string& rule, const StudyAttributes& image,
                     const std::string& file);

/// Likewise over the rule and the Series Instance UID alone: images join it as they come.
std::string series_id(const std::string& rule, const StudyAttributes& image);

/// Of a file within the folder of its image or series: of its SOP Instance UID.
std::string file_name(const StudyAttributes& image);

}  // namespace medisc
