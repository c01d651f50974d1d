#include "results/site_keys.hpp"

#include <array>

#include <sodium.h>

namespace medisc {
namespace {

constexpr std::string_view kPurpose = "MediSC site secret 1";
constexpr std::size_t kNonceBytes = crypto_secretbox_NONCEBYTES;
constexpr std::size_t kBoxBytes = kNonceBytes + Seed::kBytes + crypto_secretbox_MACBYTES;
constexpr std::size_t kTagBytes = 16;

Bytes boxed(const Seed& key, const Seed& secret) {
  Bytes box(kBoxBytes);
  randombytes_buf(box.data(), kNonceBytes);
  crypto_secretbox_easy(box.data() + kNonceBytes, secret.bytes().data(), Seed::kBytes,
                        box.data(), key.bytes().data());
  return box;
}

Result<Seed> unboxed(const Seed& key, const Bytes& box) {
  std::array<std::uint8_t, Seed::kBytes> secret{};
  if (box.size() != kBoxBytes ||
      crypto_secretbox_open_easy(secret.data(), box.data() + kNonceBytes,
                                 kBoxBytes - kNonceBytes, box.data(),
                                 key.bytes().data()) != 0) {
    return fail(ErrorCode::kStorage, "the database's results are kept under another key",
                "use the key that this database was made with");
  }
  const Seed opened(secret);
  wipe(secret);
  return opened;
}

Seed derived(const Seed& secret, std::uint64_t number) {
  std::array<std::uint8_t, Seed::kBytes> key{};
  crypto_kdf_derive_from_key(key.data(), key.size(), number, "MediSCsk", secret.bytes().data());
  const Seed seed(key);
  wipe(key);
  return seed;
}

Bytes tag_of(const Seed& key, std::string_view kind, std::string_view first,
             std::string_view second) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, key.bytes().data(), Seed::kBytes, kTagBytes);
  for (const std::string_view part : {kind, first, second}) {
    const std::uint64_t length = part.size();
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&length),
                              sizeof(length));
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                              part.size());
  }
  Bytes tag(kTagBytes);
  crypto_generichash_final(&state, tag.data(), tag.size());
  return tag;
}

}  // namespace

Result<SiteKeys> SiteKeys::open(Results& database, const Identity& identity, bool make) {
  const Seed key = identity.own_key(kPurpose);
  auto kept = database.site_secret();
  if (!kept) return tl::unexpected<Error>(kept.error());
  if (!*kept) {
    if (!make) {
      return fail(ErrorCode::kStorage, "the database keeps no results",
                  "a hospital's database has them, once a record was diagnosed");
    }
    auto made = database.keep_site_secret(boxed(key, Seed::random()));
    if (!made) return tl::unexpected<Error>(made.error());
    *kept = std::move(*made);
  }
  const auto secret = unboxed(key, **kept);
  if (!secret) return tl::unexpected<Error>(secret.error());
  return SiteKeys(*secret);
}

SiteKeys::SiteKeys(const Seed& secret)
    : sealing_(derived(secret, 1)),
      audit_(derived(secret, 2)),
      tags_(derived(secret, 3)),
      digests_(derived(secret, 4)) {}

Bytes SiteKeys::record_tag(std::string_view record) const {
  if (record.empty()) return {};
  return tag_of(tags_, "record", record, "");
}

Bytes SiteKeys::request_tag(std::string_view asker, std::string_view name) const {
  if (name.empty()) return {};
  return tag_of(tags_, "request", asker, name);
}

InputDigest SiteKeys::digest(std::span<const std::int64_t> record) const {
  InputDigest digest{};
  crypto_generichash(digest.data(), digest.size(),
                     reinterpret_cast<const unsigned char*>(record.data()), record.size_bytes(),
                     digests_.bytes().data(), Seed::kBytes);
  return digest;
}

}  // namespace medisc
