#include "gateway/query.hpp"

#include <charconv>

namespace medisc {

std::string query_text(const HttpRequest& request, const char* name) {
  return std::string(request.target.parameter(name).value_or(""));
}

std::string header_text(const HttpRequest& request, const char* name) {
  return std::string(request.headers.get(name).value_or(""));
}

Result<std::int64_t> query_number(const HttpRequest& request, const char* name,
                                  std::int64_t fallback, std::int64_t most) {
  const std::string text = query_text(request, name);
  if (text.empty()) return fallback;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= 0 && value <= most) {
    return value;
  }
  return fail(ErrorCode::kBadInput,
              std::string(name) + " is no whole number of 0 to " + std::to_string(most));
}

}  // namespace medisc
