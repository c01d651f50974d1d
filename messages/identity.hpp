/// A party's key pair: proves who it is, and opens what is sealed to it.
///
/// Source: Ed25519 (RFC 8032) for signatures; the same key, carried over to Curve25519, for
/// X25519 (RFC 7748). Both from libsodium.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "error/error.hpp"
#include "messages/identifiers.hpp"
#include "ring/seed.hpp"

namespace medisc {

/// Makes libsodium ready; any number of times, from any thread. Everything in messages/ that
/// needs it calls it. Errors: kInternal.
Result<void> initialise_crypto();

/// A point of Curve25519: an X25519 public key.
using CurvePoint = std::array<std::uint8_t, 32>;

/// The X25519 form of a party's key. Errors: kBadInput where `key` is no Ed25519 key.
Result<CurvePoint> curve_point(const PublicKey& key);

/// Owns the secrets; moved, never copied, and wiped when it goes.
class Identity {
 public:
  /// The key pair that `seed` stands for. Errors: kInternal.
  static Result<Identity> from_seed(const Seed& seed);

  Identity(Identity&& other) noexcept;
  Identity& operator=(Identity&& other) noexcept;
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;
  ~Identity();

  const PublicKey& public_key() const { return public_key_; }

  /// Signs `bytes` for one purpose: a signature under one context is none under another.
  Signature sign(std::string_view context, std::span<const std::uint8_t> bytes) const;

  /// The key shared with the holder of `ephemeral`'s secret (X25519, then HSalsa20), for
  /// opening. Errors: kBadInput for a point of small order.
  Result<Seed> shared_key(const CurvePoint& ephemeral) const;

  /// A key that nobody else can derive, for one purpose of this party's own: keyed BLAKE2b-256
  /// of the purpose, under the secret seed.
  Seed own_key(std::string_view purpose) const;

 private:
  Identity() = default;

  PublicKey public_key_{};
  std::array<std::uint8_t, 64> signing_secret_{};
  std::array<std::uint8_t, 32> curve_secret_{};
};

/// Whether `signature` is that of `signer` on `bytes` for this context.
bool verify(const PublicKey& signer, std::string_view context,
            std::span<const std::uint8_t> bytes, const Signature& signature);

}  // namespace medisc
