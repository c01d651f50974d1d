/// One record's result as a hospital keeps it, and how it is sealed.
///
///   sealed = nonce (24 random bytes) || XChaCha20-Poly1305(key, nonce, result, request ||
///   place)
///
/// so that a result opens in its own place of its own request alone. What the numbers mean is
/// the plan's business, which is kept beside it and public. Source: libsodium's
/// crypto_aead_xchacha20poly1305_ietf.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "ring/seed.hpp"
#include "storage/result_rows.hpp"
#include "storage/rows.hpp"

namespace medisc {

/// Keyed BLAKE2b-256 of a record's encoded integers: tells whether two inputs were the same,
/// to those alone who have the site's key.
using InputDigest = std::array<std::uint8_t, 32>;

struct KeptResult {
  std::string request;
  std::int64_t place = 0;  ///< in the request, from 0
  std::string record;      ///< its id, as the hospital has it; at most kMaxRecordId bytes
  InputDigest digest{};
  std::vector<std::int64_t> logits;  ///< at the plan's output scale
  SessionCosts costs;                ///< of the whole session,
  std::uint32_t records = 1;         ///< which had so many
  bool operator==(const KeptResult&) const = default;
};

inline constexpr std::size_t kMaxRecordId = 1024;

/// Without what stands beside it in the clear: request and place.
Bytes seal_result(const Seed& key, const KeptResult& result);

/// Errors: kStorage where it was sealed under another key or for another place, or altered.
Result<KeptResult> open_result(const Seed& key, const SealedResult& sealed);

}  // namespace medisc
