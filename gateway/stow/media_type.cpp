#include "gateway/stow/media_type.hpp"

#include <algorithm>

#include "http/headers.hpp"

namespace medisc {
namespace {

constexpr std::string_view kBlanks = " \t";

tl::unexpected<Error> malformed(const std::string& what) {
  return fail(ErrorCode::kBadInput, "the Content-Type " + what,
              "write it as in: multipart/related; type=\"application/dicom\"; boundary=\"b\"");
}

bool is_type(std::string_view text) {
  const std::size_t slash = text.find('/');
  return slash != text.npos && is_http_token(text.substr(0, slash)) &&
         is_http_token(text.substr(slash + 1));
}

/// The value at the front of `text`, which it takes away.
Result<std::string> quoted_value(std::string_view& text) {
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return value;
    }
    if (text[i] == '\\' && ++i == text.size()) break;
    value += text[i];
  }
  return malformed("has a quotation mark that nothing closes");
}

Result<std::string> plain_value(std::string_view& text, const std::string& name) {
  const std::string_view value = text.substr(0, text.find_first_of("; \t"));
  if (value.empty()) return malformed("has no value for " + name);
  if (value.find_first_of("\"\\") != value.npos) {
    return malformed("has a quotation mark within the value of " + name);
  }
  text.remove_prefix(value.size());
  return std::string(value);
}

/// "; name=value" at the front of `text`, which it takes away.
Result<void> take_parameter(std::string_view& text, MediaType& media) {
  if (text.front() != ';') return malformed("has something behind a value");
  text = without_blanks(text.substr(1));
  if (text.empty()) return {};  // a semicolon at the end
  const std::size_t equals = text.find('=');
  if (equals == text.npos || !is_http_token(text.substr(0, equals))) {
    return malformed("has a parameter that is no name=value");
  }
  const std::string name = lower_case(text.substr(0, equals));
  if (media.parameter(name)) return malformed("has " + name + " twice");
  if (media.parameters.size() == kMostParameters) return malformed("has too many parameters");
  text.remove_prefix(equals + 1);
  auto value = text.starts_with('"') ? quoted_value(text) : plain_value(text, name);
  if (!value) return tl::unexpected(value.error());
  media.parameters.emplace_back(name, std::move(*value));
  text = without_blanks(text);
  return {};
}

}  // namespace

std::optional<std::string_view> MediaType::parameter(std::string_view name) const {
  const auto found =
      std::ranges::find(parameters, name, &std::pair<std::string, std::string>::first);
  if (found == parameters.end()) return std::nullopt;
  return found->second;
}

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

Result<MediaType> parse_media_type(std::string_view text) {
  if (text.size() > kLongestMediaType) return malformed("is too long");
  if (!is_http_value(text)) return malformed("holds control characters");
  const std::string_view type = without_blanks(text.substr(0, text.find(';')));
  if (!is_type(type)) return malformed("is no type/subtype");
  MediaType media{lower_case(type), {}};
  text.remove_prefix(std::min(text.find(';'), text.size()));
  while (!text.empty()) {
    if (auto taken = take_parameter(text, media); !taken) {
      return tl::unexpected(taken.error());
    }
  }
  return media;
}

}  // namespace medisc
