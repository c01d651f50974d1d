/// Long material in chunks: how it is sealed, sent, stored and read.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ring/word.hpp"

namespace medisc {

/// What a session reads of a bundle, chunk by chunk.
enum class Material : std::uint8_t { kCorrections, kOpenings };

/// AGREEMENT: bytes of a chunk, but for the last, which has what is left.
inline constexpr std::size_t kChunkBytes = std::size_t{1} << 20;

/// How many chunks there are of so many bytes: one at least.
constexpr std::uint32_t chunks_of(std::size_t bytes) {
  return bytes == 0 ? 1 : static_cast<std::uint32_t>((bytes - 1) / kChunkBytes + 1);
}
/// Bytes of a chunk.
constexpr std::size_t chunk_bytes(std::size_t bytes, std::uint32_t index) {
  return std::min(kChunkBytes, bytes - index * kChunkBytes);
}

/// Some chunks in a row, of corrections that are sealed, or of openings.
struct Chunks {
  std::uint32_t in_all = 0;  ///< of the whole
  std::uint32_t first = 0;   ///< index of the first of these
  std::vector<Bytes> parts;

  std::uint32_t end() const { return first + static_cast<std::uint32_t>(parts.size()); }
  bool operator==(const Chunks&) const = default;
};

/// All of them.
Chunks in_chunks(std::span<const std::uint8_t> bytes);

}  // namespace medisc
