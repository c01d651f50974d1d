/// 32 bytes that everything random in a half is expanded from; wiped when it goes.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace medisc {

class Seed {
 public:
  static constexpr std::size_t kBytes = 32;

  Seed() = default;
  explicit Seed(std::span<const std::uint8_t, kBytes> bytes);
  Seed(const Seed&) = default;
  Seed& operator=(const Seed&) = default;
  ~Seed();

  /// A fresh seed from the operating system's generator.
  static Seed random();

  std::span<const std::uint8_t, kBytes> bytes() const { return bytes_; }

 private:
  std::array<std::uint8_t, kBytes> bytes_{};
};

/// Overwrites memory in a way that the compiler keeps.
void wipe(std::span<std::uint8_t> bytes);

}  // namespace medisc
