/// Files that hold secrets: for their owner alone, and never overwritten.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "error/error.hpp"

namespace medisc {

inline constexpr mode_t kOwnerOnly = 0600;
inline constexpr mode_t kReadableByAll = 0644;

/// Makes `path` with this mode, on the disk when it returns. `what` names its kind in errors,
/// e.g. "key file". Errors: kUsage where it exists, or can't be written.
Result<void> write_new_file(const std::filesystem::path& path, const std::string& what,
                            std::string_view content, mode_t mode);

/// Errors: kBadInput where the file is missing, no regular file, open to others than its owner,
/// or longer than `most` bytes. `make` says how to make one. What it holds is never shown; wipe
/// it.
Result<std::string> read_private_file(const std::filesystem::path& path,
                                      const std::string& what, std::size_t most,
                                      const std::string& make);

/// Overwrites what a text holds.
void wipe_text(std::string& text);

}  // namespace medisc
