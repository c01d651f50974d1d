#include "correlation/chunks.hpp"

namespace medisc {

Chunks in_chunks(std::span<const std::uint8_t> bytes) {
  Chunks chunks{chunks_of(bytes.size()), 0, {}};
  for (std::uint32_t i = 0; i < chunks.in_all; ++i) {
    const auto part = bytes.subspan(i * kChunkBytes, chunk_bytes(bytes.size(), i));
    chunks.parts.emplace_back(part.begin(), part.end());
  }
  return chunks;
}

}  // namespace medisc
