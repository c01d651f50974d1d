/// The tables, and their versions.
#pragma once

#include <cstdint>
#include <filesystem>

#include "storage/sqlite.hpp"

namespace medisc {

/// PRAGMA application_id: "MDSC". Tells `file` and us whose database it is.
inline constexpr std::int64_t kApplicationId = 0x4d445343;

/// PRAGMA user_version of a database that this program reads and writes.
inline constexpr std::int64_t kSchemaVersion = 11;

/// Checks that a database is ours or empty, then sets up the connection: write-ahead log, full
/// sync, secure delete, foreign keys; and makes the tables, on pages of
/// `page_bytes`, where there are none.
/// Errors: kStorage for a file that is no SQLite database, another program's, one from a newer
/// or an older MediSC, or a disk that can't hold a write-ahead log.
Result<void> prepare_schema(sqlite::Connection& connection, const std::filesystem::path& path,
                            std::int64_t page_bytes);

}  // namespace medisc
