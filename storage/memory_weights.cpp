#include "storage/memory_store.hpp"
#include "storage/refusals.hpp"

namespace medisc {

Result<HeldWeights> MemoryStore::held_weights(PoolId pool) {
  return find(pool).map([](const Pool* found) {
    return HeldWeights{found->mask_tag, found->weights.in_all, found->weights.end()};
  });
}

Result<HeldWeights> MemoryStore::add_weights(PoolId pool, const Bytes& mask_tag,
                                             const Chunks& chunks) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  Chunks& known = (*found)->weights;
  const bool another = known.in_all > 0 && (*found)->mask_tag != mask_tag;
  if (another && known.end() == known.in_all) return tl::unexpected(other_weights(pool));
  if (another) {
    known = {};
    (*found)->mask_tag.clear();
    if (chunks.first > 0) return HeldWeights{};
  }
  if (chunks.first > known.end() || (known.in_all > 0 && chunks.in_all != known.in_all)) {
    return tl::unexpected(weights_out_of_order(pool));
  }
  (*found)->mask_tag = mask_tag;
  known.in_all = chunks.in_all;
  for (std::uint32_t i = known.end(); i < chunks.end(); ++i) {
    known.parts.push_back(chunks.parts[i - chunks.first]);
  }
  return held_weights(pool);
}

Result<std::vector<Bytes>> MemoryStore::weights(PoolId pool, std::uint32_t first,
                                                std::size_t bytes) {
  auto found = find(pool);
  if (!found) return tl::unexpected(found.error());
  const Chunks& known = (*found)->weights;
  if (known.in_all == 0 || known.end() < known.in_all) {
    return tl::unexpected(weights_not_whole(pool));
  }
  std::vector<Bytes> read;
  std::size_t size = 0;
  for (std::uint32_t i = first; i < known.end() && (read.empty() || size < bytes); ++i) {
    read.push_back(known.parts[i]);
    size += read.back().size();
  }
  if (read.empty()) return tl::unexpected(weights_gone(pool));
  return read;
}

}  // namespace medisc
