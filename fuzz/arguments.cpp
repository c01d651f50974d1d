// Addresses and overrides as they are typed: what is understood, written again, is understood
// equally.
#include "config/address.hpp"
#include "config/overrides.hpp"
#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"

namespace medisc::fuzz {
namespace {

void check_address(std::string_view text) {
  const auto address = parse_address(text);
  if (!address) {
    require(address.error().code == ErrorCode::kUsage, "a bad address is wrong usage");
    return;
  }
  require(!address->host.empty(), "an address has a host");
  const auto again = parse_address(to_string(*address));
  require(again && *again == *address, "an address reads as it is written");
  require(is_loopback(*again) == is_loopback(*address), "an address leads to one place");
}

void check_override(std::string_view text) {
  const auto parsed = parse_override(text);
  if (!parsed) {
    require(parsed.error().code == ErrorCode::kUsage, "a bad override is wrong usage");
    return;
  }
  require(parsed->target + "=" + parsed->value == text, "an override loses nothing");
  const auto dot = parsed->target.find('.');
  require(parsed->sets(parsed->target.substr(0, dot), parsed->target.substr(dot + 1)),
          "an override sets what it names");
}

void check_environment(const std::string& entry) {
  const char* const environment[] = {entry.c_str(), nullptr};
  for (const Override& each : environment_overrides(environment)) {
    require(each.target.starts_with("MEDISC_") && !each.target.starts_with("MEDISC_TEST_"),
            "only MediSC's own variables are read");
  }
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc::fuzz;
  const auto text = as_text(std::span(data, size));
  check_address(text);
  check_override(text);
  check_environment(std::string(text));
  return 0;
}
