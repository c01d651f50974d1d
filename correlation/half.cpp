#include "correlation/half.hpp"

namespace medisc {

std::size_t correction_bytes(const Gates& gates) {
  std::size_t bits = 0;
  for (const Gate& gate : gates) {
    bits += std::visit([](const auto& kind) { return correction_bits(kind); }, gate);
  }
  return (bits + 7) / 8;
}

}  // namespace medisc
