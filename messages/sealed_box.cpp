#include "messages/sealed_box.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <string_view>

#include <sodium.h>

namespace medisc {
namespace {

using SealNonce = std::array<std::uint8_t, crypto_box_NONCEBYTES>;

constexpr std::size_t kPointBytes = sizeof(CurvePoint);
static_assert(kSealedSeedBytes == kPointBytes + crypto_box_MACBYTES + Seed::kBytes);

/// AGREEMENT: one domain a purpose.
constexpr std::string_view kHalfDomain = "MediSC sealed half 1";
constexpr std::string_view kMaskDomain = "MediSC mask 1";

/// BLAKE2b of parts whose lengths are fixed for each domain.
template <class Digest>
Digest digest_of(std::string_view domain,
                 std::initializer_list<std::span<const std::uint8_t>> parts) {
  Digest digest;
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, digest.size());
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(domain.data()),
                            domain.size());
  for (const auto part : parts) {
    crypto_generichash_update(&state, part.data(), part.size());
  }
  crypto_generichash_final(&state, digest.data(), digest.size());
  return digest;
}

SealNonce nonce_of(const CurvePoint& ephemeral, const PublicKey& owner, const BundleId& id,
                   Role role) {
  const std::array<std::uint8_t, 1> role_byte{static_cast<std::uint8_t>(role)};
  return digest_of<SealNonce>(kHalfDomain, {ephemeral, owner, id, role_byte});
}

tl::unexpected<Error> refuse(const BundleId& id, const std::string& found) {
  return fail(ErrorCode::kRefused, "the sealed half " + to_hex(id) + " " + found,
              "check that the dealer has this party's present key");
}

}  // namespace

Result<Sealer> Sealer::create(const PublicKey& owner) {
  if (auto ready = initialise_crypto(); !ready) return tl::unexpected<Error>(ready.error());
  const auto point = curve_point(owner);
  if (!point) return tl::unexpected<Error>(point.error());
  CurvePoint ephemeral;
  std::array<std::uint8_t, crypto_box_SECRETKEYBYTES> secret;
  crypto_box_keypair(ephemeral.data(), secret.data());
  std::array<std::uint8_t, Seed::kBytes> key;
  const int failed = crypto_box_beforenm(key.data(), point->data(), secret.data());
  wipe(secret);
  const Seed shared(key);
  wipe(key);
  if (failed != 0) {
    return fail(ErrorCode::kBadInput, "key " + to_hex(owner) + " is of small order");
  }
  return Sealer(owner, ephemeral, shared);
}

Bytes Sealer::seal(const BundleId& id, Role role, const Seed& seed) const {
  Bytes sealed(kSealedSeedBytes);
  std::copy(ephemeral_.begin(), ephemeral_.end(), sealed.begin());
  const SealNonce nonce = nonce_of(ephemeral_, owner_, id, role);
  crypto_box_easy_afternm(sealed.data() + kPointBytes, seed.bytes().data(), Seed::kBytes,
                          nonce.data(), key_.bytes().data());
  return sealed;
}

Result<Seed> Opener::open(const BundleId& id, Role role, std::span<const std::uint8_t> sealed) {
  if (sealed.size() != kSealedSeedBytes) {
    return refuse(id, "has " + std::to_string(sealed.size()) + " bytes, not 80");
  }
  CurvePoint ephemeral;
  std::copy_n(sealed.begin(), kPointBytes, ephemeral.begin());
  if (!shared_ || shared_->ephemeral != ephemeral) {
    const auto key = owner_.shared_key(ephemeral);
    if (!key) return refuse(id, "has no valid ephemeral key");
    shared_.emplace(Shared{ephemeral, *key});
  }
  const SealNonce nonce = nonce_of(ephemeral, owner_.public_key(), id, role);
  const auto box = sealed.subspan(kPointBytes);
  std::array<std::uint8_t, Seed::kBytes> plaintext;
  if (crypto_box_open_easy_afternm(plaintext.data(), box.data(), box.size(), nonce.data(),
                                   shared_->key.bytes().data()) != 0) {
    return refuse(id, "was not sealed to this party under this id and role, or was altered");
  }
  const Seed seed(plaintext);
  wipe(plaintext);
  return seed;
}

Result<Seed> open_sealed(const Identity& owner, const BundleId& id, Role role,
                         std::span<const std::uint8_t> sealed) {
  return Opener(owner).open(id, role, sealed);
}

BundleId mask_id(const PlanHash& plan, const PublicKey& hospital) {
  return digest_of<BundleId>(kMaskDomain, {plan, hospital});
}

}  // namespace medisc
