/// A whole file in memory.
#pragma once

#include <filesystem>
#include <string>

#include "error/error.hpp"

namespace medisc {

/// Errors: kBadInput if it is not a regular file, can't be read, or exceeds 1 GiB.
Result<std::string> read_file(const std::filesystem::path& file);

}  // namespace medisc
