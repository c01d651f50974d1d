/// An input cut into the parts that a harness needs, from its front.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

namespace medisc::fuzz {

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : left_(data, size) {}

  bool empty() const { return left_.empty(); }

  /// 0 where none is left.
  std::uint8_t byte() {
    const auto one = bytes(1);
    return one.empty() ? std::uint8_t{0} : one[0];
  }

  /// As many as are left, `count` at most.
  std::span<const std::uint8_t> bytes(std::size_t count) {
    const auto taken = left_.first(std::min(count, left_.size()));
    left_ = left_.subspan(taken.size());
    return taken;
  }

  /// Behind its length, 2 bytes little-endian.
  std::span<const std::uint8_t> part() {
    const std::size_t low = byte();
    return bytes(low | std::size_t{byte()} << 8);
  }

  std::span<const std::uint8_t> rest() { return bytes(left_.size()); }

 private:
  std::span<const std::uint8_t> left_;
};

inline std::string_view as_text(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace medisc::fuzz
