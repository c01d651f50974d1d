/// A file's format, by its extension.
#pragma once

#include <cstdint>
#include <filesystem>

#include "error/error.hpp"

namespace medisc {

enum class FileFormat : std::uint8_t { kText, kNpy, kNpz };

/// .csv, .tsv and .txt; .npy; .npz; in any case of letters. Errors: kBadInput for others.
Result<FileFormat> format_of(const std::filesystem::path& file);

}  // namespace medisc
