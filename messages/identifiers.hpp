/// The fixed-size names that messages carry: keys, ids, roles; and their hexadecimal form.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "error/error.hpp"

namespace medisc {

using PublicKey = std::array<std::uint8_t, 32>;  ///< Ed25519; names a party
using Signature = std::array<std::uint8_t, 64>;  ///< Ed25519
using Nonce = std::array<std::uint8_t, 32>;      ///< fresh for each hello
using BundleId = std::array<std::uint8_t, 16>;   ///< names a bundle at all three parties
using MaskTag = std::array<std::uint8_t, 16>;    ///< tells weight masks apart, public
using SessionId = std::array<std::uint8_t, 16>;  ///< names an online run

/// What a party is.
enum class Role : std::uint8_t { kHospital, kService, kDealer };

/// "hospital", "service" or "dealer".
const char* role_name(Role role);

/// Lower-case hexadecimal, two digits a byte.
std::string to_hex(std::span<const std::uint8_t> bytes);

/// Reads 2 * out.size() hexadecimal digits of either case into `out`. `what` names the value
/// in the error, e.g. "public key". Errors: kBadInput for another length or another character.
Result<void> read_hex(std::string_view text, std::span<std::uint8_t> out,
                      std::string_view what);

/// The same, for `from_hex<PublicKey>(text, "public key")`.
template <class Array>
Result<Array> from_hex(std::string_view text, std::string_view what) {
  Array bytes{};
  if (auto read = read_hex(text, bytes, what); !read) {
    return tl::unexpected<Error>(read.error());
  }
  return bytes;
}

}  // namespace medisc
