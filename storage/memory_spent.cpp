#include <algorithm>

#include "storage/memory_store.hpp"

namespace medisc {

Result<SpentCounts> MemoryStore::spent_with(const std::string& peer, Scope scope) {
  return SpentCounts{spent_[scope == Scope::kAll ? std::string() : peer].own,
                     spent_[peer].peer};
}

Result<void> MemoryStore::raise_spent(const std::string& peer, Scope scope,
                                      const SpentCounts& least) {
  auto& own = spent_[scope == Scope::kAll ? std::string() : peer].own;
  own = std::max(own, least.own);
  auto& told = spent_[peer].peer;
  told = std::max(told, least.peer);
  return {};
}

void MemoryStore::count_spent(const Pool& pool, std::uint64_t bundles) {
  for (const std::string& peer : {pool.key.hospital, pool.key.service, std::string()}) {
    spent_[peer].own += bundles;
  }
}

}  // namespace medisc
