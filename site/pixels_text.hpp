/// What an image's pixels mean, as the lines of a model.toml that say it.
#pragma once

#include <string>

#include "plan/pixel_meaning.hpp"

namespace medisc {

/// The keys that are declared, each behind a comment where it is to be explained.
std::string pixels_toml(const PixelMeaning& meaning, bool explained);

/// Comments alone: what a model that is to take files of images would declare.
std::string pixels_explanation();

}  // namespace medisc
