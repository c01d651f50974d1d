/// An HTTP/1.1 server for requests of bounded size, whose handlers may take their time.
///
/// A thread a connection, keep-alive, TLS on request; bodies come whole, with a length or
/// chunked; `Expect: 100-continue` and HEAD are served. Refused, beside what HttpLimits
/// (settings.hpp) bounds: heads that two readers could understand differently (400), other
/// hosts' names (421), other sites' pages (403). It answers no request for cross-origin access:
/// there are no CORS headers. What it refuses itself is {"error": "..."}.
#pragma once

#include <memory>

#include "error/error.hpp"
#include "http/application.hpp"
#include "http/settings.hpp"

namespace medisc {

class HttpServer {
 public:
  /// Serves from now on. Errors: kUsage where it can't listen, kUsage and kBadInput of TLS's
  /// files, kInternal where there is not enough memory.
  static Result<std::unique_ptr<HttpServer>> start(
      HttpSettings settings, std::shared_ptr<HttpApplication> application);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

  /// Where it listens: the port is known.
  const HttpListen& where() const;

  /// Accepts nothing more, ends streams, lets requests in flight end within the grace, and cuts
  /// the others off. A handler that does not look at its request's `ending` is waited for.
  void stop();

 private:
  struct Running;

  explicit HttpServer(std::unique_ptr<Running> running);

  std::unique_ptr<Running> running_;
};

}  // namespace medisc
