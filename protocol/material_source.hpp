/// Where a session's bundles come from, chunk by chunk (correlation/chunks.hpp): streams of
/// bytes, each read from its begin to its end.
///   corrections   the service's half of a bundle
///   openings      at the service: what the hospital opened ahead; at the hospital: its shares
///   of
///                 linear results
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "correlation/chunks.hpp"
#include "protocol/task.hpp"

namespace medisc {

class MaterialSource {
 public:
  virtual ~MaterialSource() = default;

  /// The next chunk of a record's bundle, as it is stored. Throws Failure.
  virtual Task<Bytes> next(std::size_t record, Material which) = 0;

  /// Bytes of what such a chunk says; of a damaged one, any.
  virtual std::size_t opened_bytes(Material which, const Bytes& chunk) const = 0;
  /// Writes what that chunk says to `to`, which has opened_bytes(). Called in any thread.
  /// Throws Failure where the chunk is not what was stored.
  virtual void open(std::size_t record, Material which, std::uint32_t index, const Bytes& chunk,
                    std::span<std::uint8_t> to) const = 0;
};

/// Bundles that are in memory, whole.
class MemoryMaterial final : public MaterialSource {
 public:
  /// A record's streams, by Material.
  struct Record {
    std::span<const std::uint8_t> corrections;
    std::span<const std::uint8_t> openings;
  };

  explicit MemoryMaterial(std::vector<Record> records)
      : records_(std::move(records)), next_(records_.size()) {}

  Task<Bytes> next(std::size_t record, Material which) override {
    const auto bytes = which == Material::kCorrections ? records_[record].corrections
                                                       : records_[record].openings;
    std::uint32_t& index = next_[record][static_cast<std::size_t>(which)];
    const auto chunk = bytes.subspan(index * kChunkBytes, chunk_bytes(bytes.size(), index));
    ++index;
    co_return Bytes(chunk.begin(), chunk.end());
  }

  std::size_t opened_bytes(Material, const Bytes& chunk) const override { return chunk.size(); }
  void open(std::size_t, Material, std::uint32_t, const Bytes& chunk,
            std::span<std::uint8_t> to) const override {
    std::ranges::copy(chunk, to.begin());
  }

 private:
  std::vector<Record> records_;
  std::vector<std::array<std::uint32_t, 2>> next_;
};

}  // namespace medisc
