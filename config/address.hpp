/// Where a party listens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "error/error.hpp"

namespace medisc {

struct Address {
  std::string host;  ///< a name, an IPv4 address, or an IPv6 address without brackets
  std::uint16_t port = 0;
  bool operator==(const Address&) const = default;
};

/// "HOST:PORT"; an IPv6 host stands in brackets, "[::1]:7800". Errors: kUsage, saying what is
/// wrong with the text.
Result<Address> parse_address(std::string_view text);

/// What parse_address reads.
std::string to_string(const Address& address);

/// Whether what is sent there stays on the machine, by its text: localhost, 127.*, ::1. A name
/// is not looked up, and an address that means all of the machine's (0.0.0.0, ::) is none.
bool is_loopback(const Address& address);

}  // namespace medisc
