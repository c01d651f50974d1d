#include "config/address.hpp"

#include "config_file.hpp"

namespace medisc {
namespace {

using test::rejected;

TEST(AddressText, names_and_addresses_are_read) {
  EXPECT_EQ(parse_address("127.0.0.1:7800").value(), (Address{"127.0.0.1", 7800}));
  EXPECT_EQ(parse_address("dealer.example.org:1").value(), (Address{"dealer.example.org", 1}));
  EXPECT_EQ(parse_address("[::1]:65535").value(), (Address{"::1", 65535}));
  EXPECT_EQ(parse_address("localhost:0").value(), (Address{"localhost", 0}));
}

TEST(AddressText, is_written_as_it_is_read) {
  for (const auto* text : {"127.0.0.1:7800", "host:0", "[2001:db8::1]:443"}) {
    EXPECT_EQ(to_string(parse_address(text).value()), text);
  }
}

TEST(AddressText, tells_what_is_wrong) {
  EXPECT_TRUE(rejected(parse_address(""), "port is missing"));
  EXPECT_TRUE(rejected(parse_address("host"), "'host'", "port is missing"));
  EXPECT_TRUE(rejected(parse_address(":7800"), "host is missing"));
  EXPECT_TRUE(rejected(parse_address("[]:7800"), "host is missing"));
  EXPECT_TRUE(rejected(parse_address("::1:7800"), "stands in brackets"));
  EXPECT_TRUE(rejected(parse_address("[::1:7800"), "bracket is not closed"));
  EXPECT_TRUE(rejected(parse_address("a b:7800"), "no host has"));
  EXPECT_TRUE(rejected(parse_address("http://host:80"), "it is a URL"));
  EXPECT_TRUE(rejected(parse_address("host/x:80"), "no host has"));
}

TEST(AddressText, ports_are_numbers_of_sixteen_bits) {
  for (const auto* port : {"", "x", "-1", "+1", "65536", "99999999999", "80x", " 80", "0x50"}) {
    EXPECT_TRUE(rejected(parse_address(std::string("host:") + port), "0 to 65535")) << port;
  }
}

TEST(AddressText, is_loopback_by_its_text) {
  for (const char* host : {"127.0.0.1", "127.9.8.7", "localhost", "::1", "0:0:0:0:0:0:0:1"}) {
    EXPECT_TRUE(is_loopback({host, 1})) << host;
  }
  for (const char* host :
       {"0.0.0.0", "::", "192.0.2.1", "128.0.0.1", "::2", "example.org",
        "127.0.0.1.example.org", "localhost.example.org", "::ffff:192.0.2.1"}) {
    EXPECT_FALSE(is_loopback({host, 1})) << host;
  }
}

}  // namespace
}  // namespace medisc
