/// What the owner of a model should know of how its file was understood.
#pragma once

#include <string>
#include <vector>

#include "compiler/network.hpp"
#include "plan/manifest.hpp"

namespace medisc {

/// Of a manifest that was composed for this network: what nobody has said of its results, and
/// how they are shown for want of it; what the file's metadata says in vain.
std::vector<std::string> model_notes(const Network& network, const Manifest& manifest);

/// "one; two".
std::string in_one_line(const std::vector<std::string>& notes);

}  // namespace medisc
