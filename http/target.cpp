#include "http/target.hpp"

#include <algorithm>

#include "plan/manifest.hpp"

namespace medisc {
namespace {

int digit_of(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

/// None where it is not well formed, or can't be shown.
std::optional<std::string> decoded(std::string_view text, bool plus_is_blank) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      plain += ' ';
      continue;
    }
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = digit_of(text[i + 1]);
    const int low = digit_of(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    plain += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (!is_printable(plain)) return std::nullopt;
  return plain;
}

/// The front of `text` up to `mark`, which is taken off as well.
std::string_view take_until(std::string_view& text, char mark) {
  const auto end = text.find(mark);
  const std::string_view front = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return front;
}

tl::unexpected<Error> malformed(const char* what) {
  return fail(ErrorCode::kBadInput, std::string("the request's ") + what);
}

Result<std::vector<std::string>> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    auto segment = decoded(take_until(path, '/'), false);
    if (!segment) return malformed("path is not well formed");
    if (segment->find_first_of("/\\") != std::string::npos) {
      return malformed("path hides a slash");
    }
    if (segment->empty() || *segment == ".") continue;
    if (*segment == "..") {
      if (!segments.empty()) segments.pop_back();
      continue;
    }
    if (segments.size() == kMaxSegments) return malformed("path is too deep");
    segments.push_back(*std::move(segment));
  }
  return segments;
}

}  // namespace

std::string HttpTarget::path() const {
  std::string path;
  for (const std::string& segment : segments) path += "/" + segment;
  return path.empty() ? "/" : path;
}

std::optional<std::string_view> HttpTarget::parameter(std::string_view name) const {
  for (const auto& [own, value] : query) {
    if (own == name) return value;
  }
  return std::nullopt;
}

Result<HttpTarget> parse_target(std::string_view target) {
  if (!target.starts_with('/')) return malformed("target is no path");
  if (!std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; })) {
    return malformed("target holds what must be written with a percent sign");
  }
  auto segments = segments_of(take_until(target, '?'));
  if (!segments) return tl::unexpected<Error>(segments.error());
  HttpTarget parsed{*std::move(segments), {}};
  while (!target.empty()) {
    std::string_view value = take_until(target, '&');
    if (value.empty()) continue;
    const std::string_view name = take_until(value, '=');
    auto plain_name = decoded(name, true);
    auto plain_value = decoded(value, true);
    if (!plain_name || !plain_value) return malformed("query is not well formed");
    if (parsed.query.size() == kMaxParameters) return malformed("query is too long");
    parsed.query.emplace_back(*std::move(plain_name), *std::move(plain_value));
  }
  return parsed;
}

}  // namespace medisc
