/// Where material lies: rows of the table `materials`, and slots of material_keys.hpp.
///   slot = 4 serial + piece             of a bundle's piece: its key
///   row  = 65536 slot                   a half's sealed seed
///        + 1 + index                    a chunk
#pragma once

#include <cstdint>

#include "storage/materials.hpp"

namespace medisc {

/// Rows of a piece: more than any has chunks, 64 GB of them.
inline constexpr std::int64_t kPieceRows = 65536;

constexpr std::int64_t slot_of(std::int64_t serial, Piece piece) {
  return 4 * serial + static_cast<std::int64_t>(piece);
}
constexpr std::int64_t seed_place(std::int64_t serial, Piece half) {
  return kPieceRows * slot_of(serial, half);
}
constexpr std::int64_t chunk_place(std::int64_t serial, Piece piece, std::uint32_t index) {
  return seed_place(serial, piece) + 1 + index;
}
constexpr std::int64_t last_place(std::int64_t serial, Piece piece) {
  return seed_place(serial, piece) + kPieceRows - 1;
}

}  // namespace medisc
