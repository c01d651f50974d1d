#include "storage/store.hpp"

namespace medisc {

Result<std::optional<Bytes>> Store::plan_bytes(const std::string& hash) {
  auto row = find_plan(hash);
  if (!row) return tl::unexpected(row.error());
  return *row ? std::optional(std::move((*row)->encoded)) : std::nullopt;
}

}  // namespace medisc
