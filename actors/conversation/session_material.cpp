#include "actors/conversation/session_material.hpp"

#include <algorithm>
#include <utility>

#include "protocol/session_size.hpp"

namespace medisc {

SessionMaterial::SessionMaterial(Process& process, ConsumedBundles bundles,
                                 const std::vector<Seed>& seeds)
    : process_(process) {
  for (std::size_t b = 0; b < bundles.size(); ++b) {
    Record record{{}, ChunkBox(seeds[b]), {}};
    record.streams[static_cast<std::size_t>(Material::kCorrections)].here =
        std::exchange(bundles[b].chunks, {});
    record.streams[static_cast<std::size_t>(Material::kOpenings)].here =
        std::exchange(bundles[b].openings, {});
    record.ticket = std::move(bundles[b]);
    records_.push_back(std::move(record));
  }
}

Task<Bytes> SessionMaterial::next(std::size_t record, Material which) {
  Stream& stream = records_[record].streams[static_cast<std::size_t>(which)];
  if (stream.at == stream.here.parts.size()) {
    const std::uint32_t first = stream.here.end();
    stream.here.parts = value_of(co_await process_.ask<ReadOn>(
        records_[record].ticket, which, first, kReadAhead / records_.size()));
    stream.here.first = first;
    stream.at = 0;
  }
  co_return std::move(stream.here.parts[stream.at++]);
}

std::size_t SessionMaterial::opened_bytes(Material which, const Bytes& chunk) const {
  const std::size_t seal = which == Material::kCorrections ? kSealBytes : 0;
  return chunk.size() - std::min(seal, chunk.size());
}

void SessionMaterial::open(std::size_t record, Material which, std::uint32_t index,
                           const Bytes& chunk, std::span<std::uint8_t> to) const {
  if (which == Material::kOpenings) {
    std::ranges::copy(chunk, to.begin());
    return;
  }
  if (records_[record].box.open(index, chunk, to)) return;
  throw Failure({ErrorCode::kRefused,
                 "chunk " + std::to_string(index) + " of bundle " + records_[record].ticket.id +
                     " was not sealed with it, or was altered",
                 "check the disks here and at the dealer"});
}

}  // namespace medisc
