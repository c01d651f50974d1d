#include "storage/material_keys.hpp"

#include <algorithm>

namespace medisc {
namespace {

constexpr std::int64_t kPlaces = 512;  // of a lot

std::span<std::uint8_t, Seed::kBytes> key_at(Bytes& keys, std::int64_t place) {
  const auto slot = static_cast<std::size_t>(place % kPlaces);
  return std::span<std::uint8_t, Seed::kBytes>(keys.data() + slot * Seed::kBytes, Seed::kBytes);
}

}  // namespace

MaterialKeys::~MaterialKeys() {
  for (auto& [number, lot] : lots_) wipe(lot.keys);
}

Result<MaterialKeys::Lot*> MaterialKeys::lot_of(std::int64_t place) {
  const std::int64_t number = place / kPlaces;
  if (const auto known = lots_.find(number); known != lots_.end()) return &known->second;
  auto find = connection_->prepare("SELECT keys FROM material_keys WHERE lot = ?1", number);
  auto row = find.step();
  if (!row) return tl::unexpected(row.error());
  Lot lot;
  lot.stored = *row;
  constexpr auto kLotBytes = static_cast<std::size_t>(kPlaces) * Seed::kBytes;
  lot.keys = *row ? find.blob(0) : Bytes(kLotBytes);
  if (lot.keys.size() != kLotBytes) {
    return fail(ErrorCode::kStorage,
                "lot " + std::to_string(number) + " of material keys has " +
                    std::to_string(lot.keys.size()) + " bytes",
                "check the disk, move the file away, and start with a new one");
  }
  return &lots_.emplace(number, std::move(lot)).first->second;
}

Result<Seed> MaterialKeys::draw(std::int64_t place) {
  auto lot = lot_of(place);
  if (!lot) return tl::unexpected(lot.error());
  const Seed key = Seed::random();
  std::ranges::copy(key.bytes(), key_at((*lot)->keys, place).begin());
  (*lot)->changed = true;
  return key;
}

Result<std::optional<Seed>> MaterialKeys::find(std::int64_t place) {
  auto lot = lot_of(place);
  if (!lot) return tl::unexpected(lot.error());
  const Seed key(key_at((*lot)->keys, place));
  const bool erased =
      std::ranges::all_of(key.bytes(), [](std::uint8_t byte) { return byte == 0; });
  if (erased) return std::optional<Seed>();
  return key;
}

Result<void> MaterialKeys::erase(std::int64_t place) {
  auto lot = lot_of(place);
  if (!lot) return tl::unexpected(lot.error());
  wipe(key_at((*lot)->keys, place));
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
