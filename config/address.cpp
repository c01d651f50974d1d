#include "config/address.hpp"

#include <charconv>

#include <arpa/inet.h>

namespace medisc {
namespace {

tl::unexpected<Error> no_address(std::string_view text, const std::string& why) {
  return fail(ErrorCode::kUsage, std::string("'").append(text) + "' is no address: " + why,
              "write HOST:PORT, e.g. 127.0.0.1:7800 or [::1]:7800");
}

}  // namespace

Result<Address> parse_address(std::string_view text) {
  if (text.find("://") != std::string_view::npos) {
    return no_address(text, "it is a URL, and here a host and a port are enough");
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return no_address(text, "the port is missing");
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  if (host.starts_with('[')) {
    if (!host.ends_with(']')) return no_address(text, "the bracket is not closed");
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return no_address(text, "an IPv6 host stands in brackets");
  }
  if (host.empty()) return no_address(text, "the host is missing");
  if (host.find_first_of(" \t\n[]/") != std::string_view::npos) {
    return no_address(text, "the host holds a character that no host has");
  }
  Address address{std::string(host), 0};
  const auto [end, code] =
      std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (code != std::errc{} || end != digits.data() + digits.size()) {
    return no_address(text, "the port is no number from 0 to 65535");
  }
  return address;
}

std::string to_string(const Address& address) {
  const bool brackets = address.host.find(':') != std::string::npos;
  const std::string host = brackets ? std::string("[") + address.host + "]" : address.host;
  return host + ":" + std::to_string(address.port);
}

bool is_loopback(const Address& address) {
  in_addr v4{};
  in6_addr v6{};
  const char* host = address.host.c_str();
  if (inet_pton(AF_INET, host, &v4) == 1) return (ntohl(v4.s_addr) >> 24) == IN_LOOPBACKNET;
  if (inet_pton(AF_INET6, host, &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6);
  return address.host == "localhost";
}

}  // namespace medisc
