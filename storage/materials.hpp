/// The material of bundles: sealed seeds and openings, each encrypted under a key of its own
/// (material_keys.hpp), and the sealed chunks of corrections, which are noise without their
/// seed.
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
///
/// What is read of a piece that has lost its key, or of openings that have not their tags'
/// bytes any more, is kStorage: then found_damage().
class Materials {
 public:
  explicit Materials(sqlite::Connection& connection);

  /// A sealed seed.
  Result<void> put_seed(std::int64_t serial, Piece half, const Bytes& sealed);
  /// Those of these chunks that come after the first `here`, which are there: of a half, as
  /// they are; of openings, encrypted.
  Result<void> put_chunks(std::int64_t serial, Piece piece, const Chunks& chunks,
                          std::uint32_t here);

  /// None where there is no such half.
  Result<std::optional<Bytes>> seed(std::int64_t serial, Piece half);
  Result<bool> has_seed(std::int64_t serial, Piece half);
  /// How many chunks of the piece are here: the first ones.
  Result<std::uint32_t> chunk_count(std::int64_t serial, Piece piece);
  /// The chunks from `first` on, one at least where there is one, until they have so many
  /// bytes: a half's as they are, openings decrypted.
  Result<std::vector<Bytes>> chunks(std::int64_t serial, Piece piece, std::uint32_t first,
                                    std::size_t bytes);
  Result<std::vector<Bytes>> openings(std::int64_t serial, std::uint32_t first,
                                      std::size_t bytes);
  /// The same of openings whose key was taken.
  Result<std::vector<Bytes>> openings(std::int64_t serial, const Seed& key, std::uint32_t first,
                                      std::size_t bytes);

  /// Which half a party holds.
  Result<std::optional<Piece>> own_half(std::int64_t serial);

  Result<void> erase(std::int64_t serial, Piece piece);
  Result<void> erase_all(std::int64_t serial);

  /// What a bundle is spent with, once: without it, what is left of its material is noise.
  struct Taken {
    Piece half;
    Bytes seed;  ///< sealed
    Seed openings_key;
  };
  /// Hands over and erases from the database. None where a party's half or the openings are not
  /// there.
  Result<std::optional<Taken>> take(std::int64_t serial);
  /// The rows that are left of a bundle that was taken.
  Result<void> drop_rows(std::int64_t serial);

  Result<void> save() { return keys_.save(); }
  /// Whether a piece was damaged since this was last asked.
  bool found_damage() { return std::exchange(damaged_, false); }

 private:
  Result<Seed> key_of(std::int64_t serial, Piece piece);
  tl::unexpected<Error> damage(std::int64_t serial, const char* found);

  MaterialKeys keys_;
  bool damaged_ = false;
  sqlite::Statement insert_;
  sqlite::Statement select_;
  sqlite::Statement look_;
  sqlite::Statement count_;
  sqlite::Statement drop_;
};

}  // namespace medisc
