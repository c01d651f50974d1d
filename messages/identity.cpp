#include "messages/identity.hpp"

#include <utility>

#include <sodium.h>

#include "ring/word.hpp"

namespace medisc {
namespace {

static_assert(sizeof(PublicKey) == crypto_sign_PUBLICKEYBYTES);
static_assert(sizeof(Signature) == crypto_sign_BYTES);
static_assert(Seed::kBytes == crypto_sign_SEEDBYTES);
static_assert(Seed::kBytes == crypto_box_BEFORENMBYTES);
static_assert(sizeof(CurvePoint) == crypto_scalarmult_BYTES);

/// AGREEMENT: opens everything that is signed.
constexpr std::string_view kDomain = "MediSC signature 1";

/// Domain, context and bytes, kept apart by zero bytes: neither of the first two holds one.
Bytes signed_form(std::string_view context, std::span<const std::uint8_t> bytes) {
  Bytes form(kDomain.begin(), kDomain.end());
  form.push_back(0);
  form.insert(form.end(), context.begin(), context.end());
  form.push_back(0);
  form.insert(form.end(), bytes.begin(), bytes.end());
  return form;
}

}  // namespace

Result<void> initialise_crypto() {
  if (sodium_init() < 0) {
    return fail(ErrorCode::kInternal, "libsodium could not be initialised",
                "check that the system's random generator works");
  }
  return {};
}

Result<CurvePoint> curve_point(const PublicKey& key) {
  CurvePoint point;
  if (crypto_sign_ed25519_pk_to_curve25519(point.data(), key.data()) != 0) {
    return fail(ErrorCode::kBadInput, "key " + to_hex(key) + " is no Ed25519 public key",
                "use the public key that `medisc keygen` printed");
  }
  return point;
}

Result<Identity> Identity::from_seed(const Seed& seed) {
  if (auto ready = initialise_crypto(); !ready) return tl::unexpected<Error>(ready.error());
  Identity identity;
  crypto_sign_seed_keypair(identity.public_key_.data(), identity.signing_secret_.data(),
                           seed.bytes().data());
  crypto_sign_ed25519_sk_to_curve25519(identity.curve_secret_.data(),
                                       identity.signing_secret_.data());
  return identity;
}

Identity::Identity(Identity&& other) noexcept {
  *this = std::move(other);
}

Identity& Identity::operator=(Identity&& other) noexcept {
  if (this != &other) {
    public_key_ = other.public_key_;
    signing_secret_ = other.signing_secret_;
    curve_secret_ = other.curve_secret_;
    wipe(other.signing_secret_);
    wipe(other.curve_secret_);
  }
  return *this;
}

Identity::~Identity() {
  wipe(signing_secret_);
  wipe(curve_secret_);
}

Signature Identity::sign(std::string_view context, std::span<const std::uint8_t> bytes) const {
  const Bytes form = signed_form(context, bytes);
  Signature signature;
  crypto_sign_detached(signature.data(), nullptr, form.data(), form.size(),
                       signing_secret_.data());
  return signature;
}

Result<Seed> Identity::shared_key(const CurvePoint& ephemeral) const {
  std::array<std::uint8_t, Seed::kBytes> key;
  const int failed = crypto_box_beforenm(key.data(), ephemeral.data(), curve_secret_.data());
  const Seed shared(key);
  wipe(key);
  if (failed != 0) return fail(ErrorCode::kBadInput, "an ephemeral key is of small order");
  return shared;
}

Seed Identity::own_key(std::string_view purpose) const {
  std::array<std::uint8_t, Seed::kBytes> key;
  crypto_generichash(key.data(), key.size(),
                     reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size(),
                     signing_secret_.data(), Seed::kBytes);  // its first half is the seed
  const Seed own(key);
  wipe(key);
  return own;
}

bool verify(const PublicKey& signer, std::string_view context,
            std::span<const std::uint8_t> bytes, const Signature& signature) {
  const Bytes form = signed_form(context, bytes);
  return crypto_sign_verify_detached(signature.data(), form.data(), form.size(),
                                     signer.data()) == 0;
}

}  // namespace medisc
