#include "http/head_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace medisc {
namespace {

/// Those that RFC 9110 defines as lists, and that somebody sends line by line.
bool is_list(std::string_view name) {
  static constexpr std::array<std::string_view, 16> kLists{
      "accept",          "accept-charset", "accept-encoding",
      "accept-language", "cache-control",  "connection",
      "cookie",          "forwarded",      "if-match",
      "if-none-match",   "pragma",         "te",
      "trailer",         "upgrade",        "via",
      "x-forwarded-for"};
  return std::ranges::any_of(
      kLists, [&](std::string_view list) { return equal_ignoring_case(list, name); });
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 18 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// "host:port" without the port, a name without its last dot, in lower case.
std::string host_of(std::string_view authority) {
  const auto bracket = authority.rfind(']');
  const auto colon = authority.rfind(':');
  if (colon != std::string_view::npos &&
      (bracket == std::string_view::npos || colon > bracket)) {
    authority = authority.substr(0, colon);
  }
  if (authority.ends_with('.')) authority.remove_suffix(1);
  return lower_case(authority);
}

std::optional<HeadFault> body_fault(const HttpHeaders& headers, std::string_view version) {
  const auto length = headers.get("Content-Length");
  const auto coding = headers.get("Transfer-Encoding");
  if (length && coding) {
    return HeadFault{400, "Content-Length and Transfer-Encoding exclude one another"};
  }
  if (length && !is_number(*length)) return HeadFault{400, "Content-Length is no number"};
  if (coding && version == "HTTP/1.0") {
    return HeadFault{400, "HTTP/1.0 has no Transfer-Encoding"};
  }
  if (coding && !equal_ignoring_case(*coding, "chunked")) {
    return HeadFault{501, "Transfer-Encoding can be chunked, and nothing else"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<HeadFault> framing_fault(const HttpRequest& head, std::string_view version) {
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    return HeadFault{505, "HTTP/1.1 and HTTP/1.0 are spoken here"};
  }
  if (!is_http_token(head.method)) return HeadFault{400, "the method is no word"};
  for (const auto& [name, value] : head.headers) {
    if (!is_http_token(name)) return HeadFault{400, "a header's name is no word"};
    if (!is_http_value(value)) return HeadFault{400, "a header holds a control character"};
    if (!is_list(name) && head.headers.count(name) > 1) {
      return HeadFault{400, "a header is there twice: " + lower_case(name)};
    }
  }
  if (version == "HTTP/1.1" && !head.headers.has("Host")) {
    return HeadFault{400, "there is no Host"};
  }
  const auto expected = head.headers.get("Expect");
  if (expected && !equal_ignoring_case(*expected, "100-continue")) {
    return HeadFault{417, "100-continue is all that can be expected"};
  }
  return body_fault(head.headers, version);
}

std::optional<HeadFault> host_fault(const HttpHeaders& headers,
                                    std::span<const std::string> hosts) {
  const auto host = headers.get("Host");
  if (!host) return std::nullopt;
  const bool is_known = std::ranges::find(hosts, "*") != hosts.end() ||
                        std::ranges::find(hosts, host_of(*host)) != hosts.end();
  if (is_known) return std::nullopt;
  return HeadFault{421, "this server has another name than the request's Host"};
}

std::optional<HeadFault> origin_fault(const HttpRequest& head) {
  if (head.method == "GET" || head.method == "HEAD") return std::nullopt;
  const HeadFault foreign{403, "the request comes from another site's page"};
  const auto site = head.headers.get("Sec-Fetch-Site");
  if (site && *site != "same-origin" && *site != "none") return foreign;
  const auto origin = head.headers.get("Origin");
  if (!origin) return std::nullopt;
  const std::string own = std::string(head.peer.tls ? "https://" : "http://") +
                          std::string(head.headers.get("Host").value_or(""));
  if (equal_ignoring_case(*origin, own)) return std::nullopt;
  return foreign;
}

std::optional<std::uint64_t> content_length(const HttpHeaders& headers) {
  const auto text = headers.get("Content-Length");
  if (!text) return std::nullopt;
  std::uint64_t length = 0;
  std::from_chars(text->data(), text->data() + text->size(), length);
  return length;
}

}  // namespace medisc
