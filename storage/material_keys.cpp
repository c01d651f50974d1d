#include "storage/material_keys.hpp"

#include <algorithm>

namespace medisc {
namespace {

constexpr std::int64_t kSlots = 512;  // of a lot

std::span<std::uint8_t, Seed::kBytes> key_at(Bytes& keys, std::int64_t slot) {
  const auto index = static_cast<std::size_t>(slot % kSlots);
  return std::span<std::uint8_t, Seed::kBytes>(keys.data() + index * Seed::kBytes,
                                               Seed::kBytes);
}

}  // namespace

MaterialKeys::~MaterialKeys() {
  for (auto& [number, lot] : lots_) wipe(lot.keys);
}

Result<MaterialKeys::Lot*> MaterialKeys::lot_of(std::int64_t slot) {
  const std::int64_t number = slot / kSlots;
  if (const auto known = lots_.find(number); known != lots_.end()) return &known->second;
  auto find = connection_->prepare("SELECT keys FROM material_keys WHERE lot = ?1", number);
  auto row = find.step();
  if (!row) return tl::unexpected(row.error());
  Lot lot;
  lot.stored = *row;
  constexpr auto kLotBytes = static_cast<std::size_t>(kSlots) * Seed::kBytes;
  lot.keys = *row ? find.blob(0) : Bytes(kLotBytes);
  if (lot.keys.size() != kLotBytes) {
    return fail(ErrorCode::kStorage,
                "lot " + std::to_string(number) + " of material keys has " +
                    std::to_string(lot.keys.size()) + " bytes",
                "check the disk, move the file away, and start with a new one");
  }
  return &lots_.emplace(number, std::move(lot)).first->second;
}

Result<Seed> MaterialKeys::draw(std::int64_t slot) {
  auto lot = lot_of(slot);
  if (!lot) return tl::unexpected(lot.error());
  const Seed key = Seed::random();
  std::ranges::copy(key.bytes(), key_at((*lot)->keys, slot).begin());
  (*lot)->changed = true;
  return key;
}

Result<std::optional<Seed>> MaterialKeys::find(std::int64_t slot) {
  auto lot = lot_of(slot);
  if (!lot) return tl::unexpected(lot.error());
  const Seed key(key_at((*lot)->keys, slot));
  const bool erased =
      std::ranges::all_of(key.bytes(), [](std::uint8_t byte) { return byte == 0; });
  if (erased) return std::optional<Seed>();
  return key;
}

Result<void> MaterialKeys::erase(std::int64_t slot) {
  auto lot = lot_of(slot);
  if (!lot) return tl::unexpected(lot.error());
  wipe(key_at((*lot)->keys, slot));
  (*lot)->changed = true;
  return {};
}

Result<void> MaterialKeys::save() {
  for (auto& [number, lot] : lots_) {
    if (!lot.changed) continue;
    auto saved = lot.stored
                     ? connection_->overwrite("material_keys", "keys", number, lot.keys)
                     : connection_
                           ->prepare(
                               "INSERT INTO material_keys(lot, padding, keys)"
                               " SELECT ?1, zeroblob(page_size), ?2 FROM pragma_page_size",
                               number, lot.keys)
                           .run();
    if (!saved) return saved;
    lot.stored = true;
    lot.changed = false;
  }
  return {};
}

}  // namespace medisc
