#include "storage/integrity.hpp"

#include <vector>

namespace medisc {

Result<void> check_integrity(sqlite::Connection& connection,
                             const std::filesystem::path& path) {
  std::vector<std::string> tables{"sqlite_schema"};
  auto list = connection.prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
      " AND name <> 'materials'");
  if (auto read = list.each([&] { tables.push_back(list.text(0)); }); !read) return read;
  for (const std::string& table : tables) {
    const auto found = connection.text("PRAGMA integrity_check(" + table + ")");
    if (!found) return tl::unexpected(found.error());
    if (*found == "ok") continue;
    return fail(ErrorCode::kStorage,
                "database " + path.string() + " is damaged, table " + table + ": " + *found,
                "check the disk, move the file away, and start with a new one");
  }
  return {};
}

}  // namespace medisc
