/// A hash over several parts, each behind its length, so that no two lists are hashed alike.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <sodium.h>

namespace medisc {

/// BLAKE2b of Bytes bytes.
template <std::size_t Bytes>
class PartsHash {
 public:
  PartsHash() { crypto_generichash_init(&state_, nullptr, 0, Bytes); }

  void add(const void* part, std::size_t size) {
    const std::uint64_t length = size;
    crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(&length),
                              sizeof(length));
    crypto_generichash_update(&state_, static_cast<const unsigned char*>(part), size);
  }
  void add(std::string_view part) { add(part.data(), part.size()); }

  std::array<std::uint8_t, Bytes> end() {
    std::array<std::uint8_t, Bytes> hash{};
    crypto_generichash_final(&state_, hash.data(), hash.size());
    return hash;
  }

 private:
  crypto_generichash_state state_;
};

}  // namespace medisc
