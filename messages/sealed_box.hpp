/// Halves of bundles, sealed so that only their owner can open them.
///
/// A half is a seed, and the service's has corrections besides, in chunks
/// (correlation/chunks.hpp). For owner key K (Ed25519, its X25519 form K'), ephemeral pair (e,
/// E):
///   key     = HSalsa20(X25519(e, K'))                             once per Sealer
///   nonce   = BLAKE2b-192("MediSC sealed half 1", E, K, id, role)
///   sealed  = E (32 bytes) || XSalsa20-Poly1305(key, nonce, seed), 80 bytes
///   chunk i = ChaCha20-Poly1305(seed derived for Purpose::kChunks, i as 96 bits, corrections)
/// The nonce is derived on both sides, so a half that was moved to another id, role or owner
/// does not open; a chunk opens in its own place of its own half. Who sealed it is the
/// channel's business: a seal proves no sender. Without its sealed seed a half's chunks are
/// noise, to their owner as well: so a half is erased with its seed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "error/error.hpp"
#include "messages/identifiers.hpp"
#include "messages/identity.hpp"
#include "plan/plan.hpp"
#include "ring/cipher.hpp"
#include "ring/derivation.hpp"
#include "ring/seed.hpp"
#include "ring/word.hpp"

namespace medisc {

inline constexpr std::size_t kSealedSeedBytes = 80;

/// Seals to one owner under one ephemeral key: one for each dealing batch. The ephemeral secret
/// is gone when `create` returns and the shared key when the Sealer dies; from then on a
/// dealer's disk, memory and key open nothing.
class Sealer {
 public:
  /// Errors: kBadInput where `owner` is no key; kInternal.
  static Result<Sealer> create(const PublicKey& owner);

  /// `role` is the owner's. Each (id, role) is sealed once only by one Sealer: two seeds under
  /// one nonce would tell their difference.
  Bytes seal(const BundleId& id, Role role, const Seed& seed) const;

 private:
  Sealer(const PublicKey& owner, const CurvePoint& ephemeral, const Seed& key)
      : owner_(owner), ephemeral_(ephemeral), key_(key) {}

  PublicKey owner_;
  CurvePoint ephemeral_;
  Seed key_;
};

/// Opens what is sealed to one owner. Remembers the shared key of the last ephemeral one, which
/// halves of one dealing batch have in common: the next of them costs no X25519.
class Opener {
 public:
  /// `owner` outlives it.
  explicit Opener(const Identity& owner) : owner_(owner) {}

  /// Errors: kRefused, naming the id, where `sealed` was made for another owner, id or role, or
  /// was altered.
  Result<Seed> open(const BundleId& id, Role role, std::span<const std::uint8_t> sealed);

 private:
  struct Shared {
    CurvePoint ephemeral;
    Seed key;
  };

  const Identity& owner_;
  std::optional<Shared> shared_;
};

/// The same, for a single one.
Result<Seed> open_sealed(const Identity& owner, const BundleId& id, Role role,
                         std::span<const std::uint8_t> sealed);

/// Seals and opens the chunks of one half. Each index is sealed once only.
class ChunkBox {
 public:
  /// `seed` is the half's.
  explicit ChunkBox(const Seed& seed) : key_(derived_seed(seed, Purpose::kChunks)) {}

  Bytes seal(std::uint32_t index, std::span<const std::uint8_t> chunk) const {
    return medisc::seal(key_, index, chunk);
  }
  /// Writes the chunk to `to`, which has kSealBytes less than `sealed`; false, and zeros, where
  /// it is not this half's, has another index, or was altered.
  [[nodiscard]] bool open(std::uint32_t index, std::span<const std::uint8_t> sealed,
                          std::span<std::uint8_t> to) const {
    return open_seal(key_, index, sealed, to);
  }

 private:
  Seed key_;
};

/// The id under which the seed of mask a1 is sealed (MaskGrant):
/// BLAKE2b-128("MediSC mask 1", plan hash, hospital key).
BundleId mask_id(const PlanHash& plan, const PublicKey& hospital);

}  // namespace medisc
