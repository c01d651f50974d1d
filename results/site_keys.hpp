/// The keys that a hospital keeps its results under.
///
/// All come from one secret of 32 random bytes, which lies in the database sealed under a key
/// that the hospital's secret key derives:
///   box  = nonce (24 random bytes) || XSalsa20-Poly1305(Identity::own_key, nonce, secret)
///   keys = crypto_kdf(secret, 1 to 4, "MediSCsk")
/// Whoever changes the hospital's key seals the secret again, and results stay readable.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "error/error.hpp"
#include "messages/identity.hpp"
#include "results/kept_result.hpp"
#include "storage/results.hpp"

namespace medisc {

class SiteKeys {
 public:
  /// Those of a database; drawn where it has none yet, if `make` says so. Errors: kStorage
  /// where there are none, or they belong to another key.
  static Result<SiteKeys> open(Results& database, const Identity& identity, bool make = true);

  /// Of results: seal_result.
  const Seed& sealing() const { return sealing_; }
  /// Of the audit trail: next_chain.
  const Seed& audit() const { return audit_; }

  /// Tells a record by its id, or a request by its asker and the asker's name for it, without
  /// saying which: 16 bytes of keyed BLAKE2b. Empty for an empty name.
  Bytes record_tag(std::string_view record) const;
  Bytes request_tag(std::string_view asker, std::string_view name) const;

  InputDigest digest(std::span<const std::int64_t> record) const;

 private:
  explicit SiteKeys(const Seed& secret);

  Seed sealing_;
  Seed audit_;
  Seed tags_;
  Seed digests_;
};

}  // namespace medisc
