/// A manifest as the model.toml that says the same (config/declared_manifest.hpp).
#pragma once

#include <string>

#include "plan/manifest.hpp"

namespace medisc {

/// Every number to the last bit: read back, it is the same manifest.
std::string manifest_toml(const Manifest& manifest);

/// The same for people to edit: a comment explains each key, and keys that could be there.
std::string explained_manifest(const Manifest& manifest);

}  // namespace medisc
