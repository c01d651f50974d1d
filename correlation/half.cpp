#include "correlation/half.hpp"

#include <string>

namespace medisc {
std::size_t correction_bytes(const Gates& gates) {
  std::size_t bits = 0;
  for (const Gate& gate : gates) {
    bits += std::visit([](const auto& kind) { return correction_bits(kind); }, gate);
  }
  return (bits + 7) / 8;
}

Bytes pack_half(const ServiceHalf& half) {
  Bytes bytes(half.seed.bytes().begin(), half.seed.bytes().end());
  bytes.insert(bytes.end(), half.corrections.begin(), half.corrections.end());
  return bytes;
}

Result<ServiceHalf> unpack_service_half(std::span<const std::uint8_t> bytes,
                                        const Gates& gates) {
  const std::size_t expected = Seed::kBytes + correction_bytes(gates);
  if (bytes.size() != expected) {
    return fail(ErrorCode::kBadInput,
                "the service's half of a bundle has " + std::to_string(bytes.size()) +
                    " bytes; the plan asks for " + std::to_string(expected));
  }
  return ServiceHalf{Seed(bytes.first<Seed::kBytes>()),
                     Bytes(bytes.begin() + Seed::kBytes, bytes.end())};
}

Bytes pack_half(const Seed& hospital) {
  return Bytes(hospital.bytes().begin(), hospital.bytes().end());
}

Result<Seed> unpack_hospital_half(std::span<const std::uint8_t> bytes) {
  if (bytes.size() != Seed::kBytes) {
    return fail(ErrorCode::kBadInput, "the hospital's half of a bundle has " +
                                          std::to_string(bytes.size()) + " bytes, not 32");
  }
  return Seed(bytes.first<Seed::kBytes>());
}

}  // namespace medisc
