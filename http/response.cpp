#include "http/response.hpp"

#include <array>
#include <utility>

#include "http/json_text.hpp"

namespace medisc {
HttpResponse http_text(int status, std::string body, std::string type) {
  return {status, {{"Content-Type", std::move(type)}}, std::move(body), {}};
}

HttpResponse http_json(int status, std::string body) {
  return http_text(status, std::move(body), "application/json");
}

HttpResponse http_problem(int status, std::string_view message) {
  return http_json(status, "{\"error\":" + json_quoted(message) + "}\n");
}

HttpResponse http_later(int status, std::string_view message, int seconds) {
  HttpResponse response = http_problem(status, message);
  response.headers.set("Retry-After", std::to_string(seconds));
  return response;
}

void add_security_headers(HttpHeaders& headers) {
  static const std::array<std::pair<const char*, const char*>, 4> kDefaults{{
      {"X-Content-Type-Options", "nosniff"},
      {"Cache-Control", "no-store"},
      {"Referrer-Policy", "no-referrer"},
      {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
  }};
  for (const auto& [name, value] : kDefaults) {
    if (!headers.has(name)) headers.add(name, value);
  }
}

}  // namespace medisc
