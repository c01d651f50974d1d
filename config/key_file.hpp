/// Secret key files: a comment line and a seed of 32 bytes in hexadecimal, for its owner alone.
#pragma once

#include <filesystem>

#include "error/error.hpp"
#include "ring/seed.hpp"

namespace medisc {

/// Makes `path` with mode 0600. Errors: kUsage where it exists, or can't be written.
Result<void> write_key_file(const std::filesystem::path& path, const Seed& seed);

/// Errors: kBadInput where the file is missing, open to others than its owner, or holds
/// anything but comments and one seed. What it holds is never shown.
Result<Seed> read_key_file(const std::filesystem::path& path);

}  // namespace medisc
