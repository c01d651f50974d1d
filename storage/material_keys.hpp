/// The keys that stored material is encrypted under, and how they end.
///
/// A piece of material is as secret as its key, and erased with it: 32 bytes, however large the
/// material is. What SQLite moves between pages leaves copies behind, so keys never move. They
/// lie in lots, a row each; a page of zeros before them puts them on overflow pages, which
/// belong to one row for as long as it exists, and they are overwritten where they are.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "ring/seed.hpp"
#include "storage/sqlite.hpp"

namespace medisc {

/// For one transaction; what it has drawn or erased is in the database after `save`.
class MaterialKeys {
 public:
  explicit MaterialKeys(sqlite::Connection& connection) : connection_(&connection) {}
  MaterialKeys(const MaterialKeys&) = delete;
  MaterialKeys& operator=(const MaterialKeys&) = delete;
  ~MaterialKeys();

  /// A fresh key for a slot.
  Result<Seed> draw(std::int64_t slot);
  /// None where the slot has no key, or has none any more.
  Result<std::optional<Seed>> find(std::int64_t slot);
  Result<void> erase(std::int64_t slot);
  Result<void> save();

 private:
  struct Lot {
    Bytes keys;
    bool stored = false;
    bool changed = false;
  };

  Result<Lot*> lot_of(std::int64_t slot);

  sqlite::Connection* connection_;
  std::map<std::int64_t, Lot> lots_;
};

}  // namespace medisc
