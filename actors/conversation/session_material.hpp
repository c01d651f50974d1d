/// A session's bundles as its gates read them: first the chunks that came when they were
/// consumed, then those that the ledger still has.
#pragma once

#include <array>
#include <vector>

#include "actors/conversation/process.hpp"
#include "messages/sealed_box.hpp"
#include "protocol/material_source.hpp"

namespace medisc {

class SessionMaterial final : public MaterialSource {
 public:
  /// `seeds`: of the bundles' halves, in order. The process outlives it.
  SessionMaterial(Process& process, ConsumedBundles bundles, const std::vector<Seed>& seeds);

  Task<Bytes> next(std::size_t record, Material which) override;
  std::size_t opened_bytes(Material which, const Bytes& chunk) const override;
  /// Throws Failure (kRefused) for corrections that were not sealed with their half.
  void open(std::size_t record, Material which, std::uint32_t index, const Bytes& chunk,
            std::span<std::uint8_t> to) const override;

 private:
  struct Stream {
    Chunks here;         ///< read, and not handed on
    std::size_t at = 0;  ///< of them
  };
  struct Record {
    ConsumedBundle ticket;  ///< without chunks
    ChunkBox box;
    std::array<Stream, 2> streams;  ///< by Material
  };

  Process& process_;
  std::vector<Record> records_;
};

}  // namespace medisc
