// Targets of requests: what is read names no folder above, hides no slash, and written again it
// reads equal.
#include <string>

#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "http/target.hpp"
#include "plan/manifest.hpp"

namespace medisc::fuzz {
namespace {

/// Every byte with a percent sign.
std::string encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789aBcDeF";
  std::string written;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    written += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  return written;
}

std::string written(const HttpTarget& target) {
  std::string text;
  for (const std::string& segment : target.segments) text += "/" + encoded(segment);
  if (text.empty()) text = "/";
  text += "?";
  for (const auto& [name, value] : target.query) {
    text += encoded(name) + "=" + encoded(value) + "&";
  }
  return text;
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  const auto target = parse_target(as_text(std::span(data, size)));
  if (!target) {
    require(target.error().code == ErrorCode::kBadInput, "a bad target is bad input");
    return 0;
  }
  require(target->segments.size() <= kMaxSegments && target->query.size() <= kMaxParameters,
          "a target is bounded");
  for (const std::string& segment : target->segments) {
    require(!segment.empty() && segment != "." && segment != "..",
            "no segment leads elsewhere");
    require(segment.find_first_of("/\\") == std::string::npos, "no segment hides a slash");
    require(is_printable(segment), "a segment can be shown");
  }
  const auto again = parse_target(written(*target));
  require(again && again->segments == target->segments && again->query == target->query,
          "a target written again reads equal");
  return 0;
}
