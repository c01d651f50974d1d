/// Whether a daemon could write what a conversation asks of it.
#pragma once

#include <cstdint>
#include <filesystem>

#include "error/error.hpp"

namespace medisc {

/// LOCAL: below this a database can't be relied on.
inline constexpr std::uint64_t kLeastFreeMb = 64;

/// Writes a page beside the database, syncs and removes it. Errors: kStorage, saying why: no
/// such folder, a full or read-only file system, less than kLeastFreeMb left.
Result<void> check_disk(const std::filesystem::path& database);

}  // namespace medisc
