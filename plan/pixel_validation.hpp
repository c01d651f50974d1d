/// Whether what is declared of an image's pixels, and of its resize, holds together.
#pragma once

#include <string>

#include "plan/manifest.hpp"

namespace medisc {

/// What is wrong with a part's pixels, in the keys of a model.toml: "bits is 0; ...". Empty
/// where all is well: nothing is declared, or an image or a volume with channels has all that
/// its values need, and nothing that they have no use for.
std::string fault_of_pixels(const RecordPart& part);

/// The same of a resize, whose part is there.
std::string fault_of_resize(const Preprocessing& step, const RecordPart& part);

}  // namespace medisc
