/// A response, as handlers make it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "http/ending.hpp"
#include "http/headers.hpp"

namespace medisc {

/// The next piece of a body, sent as soon as it is there; none ends it. Called on the
/// connection's own thread, where it may wait, for a second at most without a look at `ending`:
/// that comes once the client has gone or the server stops.
///
///   response.stream = [events](const HttpEnding& ending) -> std::optional<std::string> {
///     while (!ending.within(200ms)) {
///       if (auto event = events->next()) return "data: " + *event + "\n\n";
///     }
///     return std::nullopt;
///   };
using HttpStream = std::function<std::optional<std::string>(const HttpEnding& ending)>;

struct HttpResponse {
  int status = 200;
  HttpHeaders headers;  ///< without lengths and connections, which the server adds
  std::string body;
  HttpStream stream;  ///< in the place of `body`, where there is one
};

HttpResponse http_text(int status, std::string body,
                       std::string type = "text/plain; charset=utf-8");
/// `body` is JSON already.
HttpResponse http_json(int status, std::string body);
/// {"error": message}
HttpResponse http_problem(int status, std::string_view message);
/// The same, and when to come again, in seconds.
HttpResponse http_later(int status, std::string_view message, int seconds = 1);

/// Adds what every response says unless its handler said otherwise: nothing is kept, nothing is
/// guessed about types, no page may load or do anything, no referrer is passed on.
void add_security_headers(HttpHeaders& headers);

}  // namespace medisc
