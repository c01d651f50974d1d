/// Whether a database file is what SQLite wrote.
#pragma once

#include <filesystem>

#include "storage/sqlite.hpp"

namespace medisc {

/// SQLite's integrity check of every table but `materials`, which may be large. Errors:
/// kStorage with what is damaged.
Result<void> check_integrity(sqlite::Connection& connection, const std::filesystem::path& path);

}  // namespace medisc
