/// The material of bundles, each piece encrypted under a key of its own (material_keys.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "storage/material_keys.hpp"
#include "storage/rows.hpp"
#include "storage/sqlite.hpp"

namespace medisc {

enum class Piece : std::uint8_t { kHospitalHalf, kServiceHalf, kOpenings };

/// For one transaction: `save` before it is committed. `serial` is the bundle's.
class Materials {
 public:
  explicit Materials(sqlite::Connection& connection);

  Result<void> put(std::int64_t serial, Piece piece, const Bytes& bytes);
  /// None where there is no such piece. Errors: kStorage, also where the piece has lost its
  /// key, or openings have not their tag's bytes any more: then found_damage().
  Result<std::optional<Bytes>> get(std::int64_t serial, Piece piece);
  Result<bool> has(std::int64_t serial, Piece piece);
  /// The half that a party holds.
  Result<std::optional<Bytes>> half(std::int64_t serial);
  Result<bool> has_half(std::int64_t serial);
  Result<void> erase(std::int64_t serial, Piece piece);
  Result<void> erase_all(std::int64_t serial);

  /// What a prepared bundle is spent as.
  struct Prepared {
    Bytes half;
    Bytes openings;
  };
  /// Hands over and erases. None where a party's half or the openings are not there.
  Result<std::optional<Prepared>> take(std::int64_t serial);
  Result<void> save() { return keys_.save(); }
  /// Whether a piece was damaged since this was last asked.
  bool found_damage() { return std::exchange(damaged_, false); }

 private:
  Result<Bytes> open(std::int64_t place, Bytes encrypted);

  MaterialKeys keys_;
  bool damaged_ = false;
  sqlite::Statement insert_;
  sqlite::Statement select_;
  sqlite::Statement look_;
  sqlite::Statement drop_;
  sqlite::Statement select_all_;
  sqlite::Statement drop_all_;
};

}  // namespace medisc
