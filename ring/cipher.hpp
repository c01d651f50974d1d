/// ChaCha20 (RFC 8439): the stream that seeds are expanded with, and the AEAD that material is
/// sealed with. By OpenSSL, whose code uses AVX-512 where there is some: 3 times as fast there
/// as libsodium's, 1.4 times with AVX2.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "ring/seed.hpp"
#include "ring/word.hpp"

namespace medisc {

/// Writes the stream of `key` under nonce zero, from so many blocks of 64 bytes on.
/// Throws Failure, kInternal, where OpenSSL lacks the cipher, as all of these do.
void chacha20_stream(std::span<const std::uint8_t, Seed::kBytes> key, std::uint32_t block,
                     std::span<std::uint8_t> out);

/// The same stream, read in many places.
class Chacha20Stream {
 public:
  explicit Chacha20Stream(std::span<const std::uint8_t, Seed::kBytes> key);
  ~Chacha20Stream();
  Chacha20Stream(const Chacha20Stream&) = delete;
  Chacha20Stream& operator=(const Chacha20Stream&) = delete;

  void read(std::uint32_t block, std::span<std::uint8_t> out);

 private:
  class State;
  std::unique_ptr<State> state_;
};

/// Bytes that sealing adds.
inline constexpr std::size_t kSealBytes = 16;

/// ChaCha20-Poly1305 with `index` as its nonce: no key seals two texts under one index. The
/// text, and kSealBytes.
Bytes seal(const Seed& key, std::uint32_t index, std::span<const std::uint8_t> text);

/// False where `sealed` is not what `seal` made with this key and index: then `out` is zero. It
/// has kSealBytes less than `sealed`, whose place may be its own.
[[nodiscard]] bool open_seal(const Seed& key, std::uint32_t index,
                             std::span<const std::uint8_t> sealed, std::span<std::uint8_t> out);

}  // namespace medisc
