#include "storage/materials.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string>

#include "ring/cipher.hpp"
#include "storage/material_places.hpp"

namespace medisc {
namespace {

constexpr std::array kPieces = {Piece::kHospitalHalf, Piece::kServiceHalf, Piece::kOpenings};

/// Encrypts a sealed seed, and decrypts it again. A key serves one seed, once, so the nonce may
/// stay the same. A seed tells by its seal whether it is whole.
void encrypt_seed(Bytes& sealed, const Seed& key) {
  Bytes stream(sealed.size());
  chacha20_stream(key.bytes(), 0, stream);
  std::ranges::transform(sealed, stream, sealed.begin(), std::bit_xor<>());
  wipe(stream);
}

bool decrypt_openings(Bytes& chunk, const Seed& key, std::uint32_t index) {
  if (chunk.size() < kSealBytes) return false;
  const std::size_t size = chunk.size() - kSealBytes;
  if (!open_seal(key, index, chunk, std::span(chunk).first(size))) return false;
  chunk.resize(size);
  return true;
}

}  // namespace

Materials::Materials(sqlite::Connection& connection)
    : keys_(connection),
      insert_(connection.prepare("INSERT INTO materials(place, bytes) VALUES(?1, ?2)")),
      select_(connection.prepare(
          "SELECT bytes FROM materials WHERE place BETWEEN ?1 AND ?2 ORDER BY place")),
      look_(connection.prepare("SELECT 1 FROM materials WHERE place = ?1")),
      count_(
          connection.prepare("SELECT count(*) FROM materials WHERE place BETWEEN ?1 AND ?2")),
      drop_(connection.prepare("DELETE FROM materials WHERE place BETWEEN ?1 AND ?2")) {}

Result<void> Materials::put_seed(std::int64_t serial, Piece half, const Bytes& sealed) {
  const auto key = keys_.draw(slot_of(serial, half));
  if (!key) return tl::unexpected(key.error());
  Bytes encrypted = sealed;
  encrypt_seed(encrypted, *key);
  return insert_.bind(seed_place(serial, half), encrypted).run();
}

Result<void> Materials::put_chunks(std::int64_t serial, Piece piece, const Chunks& chunks,
                                   std::uint32_t here) {
  std::optional<Seed> key;
  if (piece == Piece::kOpenings && here < chunks.end()) {
    auto known = here == 0 ? keys_.draw(slot_of(serial, piece)) : key_of(serial, piece);
    if (!known) return tl::unexpected(known.error());
    key = *known;
  }
  for (std::uint32_t index = std::max(here, chunks.first); index < chunks.end(); ++index) {
    const Bytes& chunk = chunks.parts[index - chunks.first];
    const std::int64_t place = chunk_place(serial, piece, index);
    auto put = key ? insert_.bind(place, seal(*key, index, chunk)).run()
                   : insert_.bind(place, sqlite::Borrowed{chunk}).run();
    if (!put) return put;
  }
  return {};
}

Result<std::optional<Bytes>> Materials::seed(std::int64_t serial, Piece half) {
  const std::int64_t place = seed_place(serial, half);
  auto row = select_.bind(place, place).step();
  if (!row) return tl::unexpected(row.error());
  if (!*row) return std::optional<Bytes>();
  Bytes sealed = select_.blob(0);
  const auto key = key_of(serial, half);
  if (!key) return tl::unexpected(key.error());
  encrypt_seed(sealed, *key);
  return sealed;
}

Result<Seed> Materials::key_of(std::int64_t serial, Piece piece) {
  const auto key = keys_.find(slot_of(serial, piece));
  if (!key) return tl::unexpected(key.error());
  if (!*key) return damage(serial, "has material without its key");
  return **key;
}

tl::unexpected<Error> Materials::damage(std::int64_t serial, const char* found) {
  damaged_ = true;
  return fail(ErrorCode::kStorage, "bundle number " + std::to_string(serial) + " " + found,
              "check the disk, and start with a new database");
}

Result<bool> Materials::has_seed(std::int64_t serial, Piece half) {
  return look_.bind(seed_place(serial, half)).step();
}

Result<std::uint32_t> Materials::chunk_count(std::int64_t serial, Piece piece) {
  auto row = count_.bind(chunk_place(serial, piece, 0), last_place(serial, piece)).step();
  if (!row) return tl::unexpected(row.error());
  return static_cast<std::uint32_t>(count_.integer(0));
}

Result<std::vector<Bytes>> Materials::chunks(std::int64_t serial, Piece piece,
                                             std::uint32_t first, std::size_t bytes) {
  std::vector<Bytes> chunks;
  std::size_t read = 0;
  select_.bind(chunk_place(serial, piece, first), last_place(serial, piece));
  while (chunks.empty() || read < bytes) {
    auto row = select_.step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return chunks;
    chunks.push_back(select_.blob(0));
    read += chunks.back().size();
  }
  select_.leave();
  return chunks;
}

Result<std::vector<Bytes>> Materials::openings(std::int64_t serial, const Seed& key,
                                               std::uint32_t first, std::size_t bytes) {
  auto read = chunks(serial, Piece::kOpenings, first, bytes);
  if (!read) return read;
  for (std::uint32_t i = 0; i < read->size(); ++i) {
    if (!decrypt_openings((*read)[i], key, first + i)) {
      return damage(serial, "has openings that are damaged");
    }
  }
  return read;
}

Result<std::vector<Bytes>> Materials::openings(std::int64_t serial, std::uint32_t first,
                                               std::size_t bytes) {
  const auto key = key_of(serial, Piece::kOpenings);
  if (!key) return tl::unexpected(key.error());
  return openings(serial, *key, first, bytes);
}

Result<std::optional<Piece>> Materials::own_half(std::int64_t serial) {
  for (const Piece half : {Piece::kHospitalHalf, Piece::kServiceHalf}) {
    const auto there = has_seed(serial, half);
    if (!there) return tl::unexpected(there.error());
    if (*there) return half;
  }
  return std::optional<Piece>();
}

Result<void> Materials::erase(std::int64_t serial, Piece piece) {
  if (auto erased = keys_.erase(slot_of(serial, piece)); !erased) return erased;
  return drop_.bind(seed_place(serial, piece), last_place(serial, piece)).run();
}

Result<void> Materials::erase_all(std::int64_t serial) {
  for (const Piece piece : kPieces) {
    if (auto erased = keys_.erase(slot_of(serial, piece)); !erased) return erased;
  }
  return drop_rows(serial);
}

Result<void> Materials::drop_rows(std::int64_t serial) {
  return drop_.bind(seed_place(serial, kPieces.front()), last_place(serial, kPieces.back()))
      .run();
}

Result<std::optional<Materials::Taken>> Materials::take(std::int64_t serial) {
  using Found = std::optional<Taken>;
  const auto half = own_half(serial);
  if (!half) return tl::unexpected(half.error());
  if (!*half) return Found();
  auto sealed = seed(serial, **half);
  if (!sealed) return tl::unexpected(sealed.error());
  const auto openings = chunk_count(serial, Piece::kOpenings);
  if (!openings) return tl::unexpected(openings.error());
  if (*openings == 0) return Found();
  const auto key = key_of(serial, Piece::kOpenings);
  if (!key) return tl::unexpected(key.error());
  for (const Piece piece : kPieces) {
    if (auto erased = keys_.erase(slot_of(serial, piece)); !erased) {
      return tl::unexpected(erased.error());
    }
  }
  return Taken{**half, std::move(**sealed), *key};
}

}  // namespace medisc
