#include "storage/materials.hpp"

#include <array>
#include <string>

#include <sodium.h>

namespace medisc {
namespace {

constexpr std::array kPieces = {Piece::kHospitalHalf, Piece::kServiceHalf, Piece::kOpenings};

/// A bundle has four places, of which three are in use.
std::int64_t place_of(std::int64_t serial, Piece piece) {
  return 4 * serial + static_cast<std::int64_t>(piece);
}

// A key serves one piece, once, so the nonce may stay the same.
constexpr std::array<std::uint8_t, crypto_stream_chacha20_NONCEBYTES> kNonce{};
static_assert(Seed::kBytes == crypto_stream_chacha20_KEYBYTES);

constexpr std::size_t kTag = crypto_aead_chacha20poly1305_ABYTES;
static_assert(kNonce.size() == crypto_aead_chacha20poly1305_NPUBBYTES);

/// Halves are sealed by the dealer, and tell themselves whether they are whole.
bool needs_tag(std::int64_t place) {
  return place % 4 == static_cast<std::int64_t>(Piece::kOpenings);
}

/// Encrypts a half, and decrypts it again.
void encrypt(Bytes& bytes, const Seed& key) {
  crypto_stream_chacha20_xor(bytes.data(), bytes.data(), bytes.size(), kNonce.data(),
                             key.bytes().data());
}

/// Encrypts openings, a tag behind them.
void seal(Bytes& bytes, const Seed& key) {
  const std::size_t size = bytes.size();
  bytes.resize(size + kTag);
  crypto_aead_chacha20poly1305_encrypt(bytes.data(), nullptr, bytes.data(), size, nullptr, 0,
                                       nullptr, kNonce.data(), key.bytes().data());
}

bool unseal(Bytes& bytes, const Seed& key) {
  if (bytes.size() < kTag || crypto_aead_chacha20poly1305_decrypt(
                                 bytes.data(), nullptr, nullptr, bytes.data(), bytes.size(),
                                 nullptr, 0, kNonce.data(), key.bytes().data()) != 0) {
    return false;
  }
  bytes.resize(bytes.size() - kTag);
  return true;
}

}  // namespace

Materials::Materials(sqlite::Connection& connection)
    : keys_(connection),
      insert_(connection.prepare("INSERT INTO materials(place, encrypted) VALUES(?1, ?2)")),
      select_(connection.prepare("SELECT encrypted FROM materials WHERE place = ?1")),
      look_(connection.prepare("SELECT 1 FROM materials WHERE place = ?1")),
      drop_(connection.prepare("DELETE FROM materials WHERE place = ?1")),
      select_all_(connection.prepare(
          "SELECT place, encrypted FROM materials WHERE place BETWEEN ?1 AND ?1 + 3")),
      drop_all_(connection.prepare("DELETE FROM materials WHERE place BETWEEN ?1 AND ?1 + 3")) {
}

Result<void> Materials::put(std::int64_t serial, Piece piece, const Bytes& bytes) {
  const std::int64_t place = place_of(serial, piece);
  const auto key = keys_.draw(place);
  if (!key) return tl::unexpected(key.error());
  Bytes encrypted = bytes;
  if (needs_tag(place)) {
    seal(encrypted, *key);
  } else {
    encrypt(encrypted, *key);
  }
  return insert_.bind(place, encrypted).run();
}

Result<std::optional<Bytes>> Materials::get(std::int64_t serial, Piece piece) {
  const std::int64_t place = place_of(serial, piece);
  auto row = select_.bind(place).step();
  if (!row) return tl::unexpected(row.error());
  if (!*row) return std::optional<Bytes>();
  auto bytes = open(place, select_.blob(0));
  if (!bytes) return tl::unexpected(bytes.error());
  return std::move(*bytes);
}

Result<Bytes> Materials::open(std::int64_t place, Bytes encrypted) {
  const auto key = keys_.find(place);
  if (!key) return tl::unexpected(key.error());
  if (*key && !needs_tag(place)) {
    encrypt(encrypted, **key);
    return encrypted;
  }
  if (*key && unseal(encrypted, **key)) return encrypted;
  damaged_ = true;
  return fail(ErrorCode::kStorage,
              "bundle number " + std::to_string(place / 4) +
                  (*key ? " has openings that are damaged" : " has material without its key"),
              "check the disk, and start with a new database");
}

Result<bool> Materials::has(std::int64_t serial, Piece piece) {
  return look_.bind(place_of(serial, piece)).step();
}

Result<std::optional<Bytes>> Materials::half(std::int64_t serial) {
  auto half = get(serial, Piece::kHospitalHalf);
  if (!half || *half) return half;
  return get(serial, Piece::kServiceHalf);
}

Result<bool> Materials::has_half(std::int64_t serial) {
  auto hospital = has(serial, Piece::kHospitalHalf);
  if (!hospital || *hospital) return hospital;
  return has(serial, Piece::kServiceHalf);
}

Result<void> Materials::erase(std::int64_t serial, Piece piece) {
  const std::int64_t place = place_of(serial, piece);
  if (auto erased = keys_.erase(place); !erased) return erased;
  return drop_.bind(place).run();
}

Result<void> Materials::erase_all(std::int64_t serial) {
  for (const Piece piece : kPieces) {
    if (auto erased = keys_.erase(place_of(serial, piece)); !erased) return erased;
  }
  return drop_all_.bind(place_of(serial, kPieces.front())).run();
}

Result<std::optional<Materials::Prepared>> Materials::take(std::int64_t serial) {
  std::optional<Bytes> half;
  std::optional<Bytes> openings;
  Result<void> opened;
  auto read = select_all_.bind(place_of(serial, kPieces.front())).each([&] {
    const std::int64_t place = select_all_.integer(0);
    auto bytes = open(place, select_all_.blob(1));
    if (!bytes) {
      opened = tl::unexpected(bytes.error());
    } else if (place == place_of(serial, Piece::kOpenings)) {
      openings = std::move(*bytes);
    } else {
      half = std::move(*bytes);
    }
  });
  if (!read) return tl::unexpected(read.error());
  if (!opened) return tl::unexpected(opened.error());
  if (!half || !openings) return std::optional<Prepared>();
  if (auto erased = erase_all(serial); !erased) return tl::unexpected(erased.error());
  return Prepared{std::move(*half), std::move(*openings)};
}

}  // namespace medisc
