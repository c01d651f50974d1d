#include "gateway/token_time.hpp"

#include <array>
#include <ctime>

namespace medisc {

std::string to_string(TokenTime time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::optional<TokenTime> parse_token_time(std::string_view text) {
  std::tm parts{};
  const std::string terminated(text);
  const char* const end = ::strptime(terminated.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (end == nullptr) return std::nullopt;
  const TokenTime time(std::chrono::seconds(::timegm(&parts)));
  if (to_string(time) != text) return std::nullopt;
  return time;
}

}  // namespace medisc
