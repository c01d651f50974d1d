/// The two halves of a bundle. The hospital's is a seed; the service's a seed and corrections.
#pragma once

#include <cstddef>

#include "correlation/gates.hpp"
#include "error/error.hpp"
#include "ring/seed.hpp"
#include "ring/word.hpp"

namespace medisc {

struct ServiceHalf {
  Seed seed;
  Bytes corrections;
};

/// Bytes of corrections of a bundle: the steps' bits one after the other, padded once.
std::size_t correction_bytes(const Gates& gates);

/// seed || corrections, as it is sealed and stored.
Bytes pack_half(const ServiceHalf& half);

/// Errors: kBadInput where the length is not the one that the plan asks for.
Result<ServiceHalf> unpack_service_half(std::span<const std::uint8_t> bytes,
                                        const Gates& gates);

Bytes pack_half(const Seed& hospital);
Result<Seed> unpack_hospital_half(std::span<const std::uint8_t> bytes);

}  // namespace medisc
