/// Which handler answers which method and path.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "http/application.hpp"
#include "http/path_pattern.hpp"

namespace medisc {

/// One line of a route table; all but the handler is there for descriptions of the interface to
/// be checked against.
struct HttpRoute {
  std::string name;
  std::string method;   ///< GET answers HEAD as well
  std::string pattern;  ///< as in path_pattern.hpp
  std::string scope;    ///< what a caller must be allowed; "": anybody may
  std::size_t body_limit = 0;
  std::function<HttpResponse(const HttpRequest&)> handler;
};

class HttpRouter final : public HttpApplication {
 public:
  /// Looks at a head before its body is read, of whichever route it found: a response refuses
  /// it. May set the request's `user`.
  using Guard = std::function<std::optional<HttpResponse>(const HttpRoute&, HttpRequest&)>;

  /// Errors: kUsage of a malformed pattern, or of two routes that fit the same requests.
  static Result<std::shared_ptr<HttpRouter>> make(std::vector<HttpRoute> routes,
                                                  Guard guard = {});

  /// Where several patterns fit, the narrowest is taken. 404 where no path fits; 405, with
  /// Allow, where the method does not.
  tl::expected<std::size_t, HttpResponse> admit(HttpRequest& head) override;
  HttpResponse answer(const HttpRequest& request) override;

  const std::vector<HttpRoute>& routes() const { return routes_; }

 private:
  HttpRouter(std::vector<HttpRoute> routes, std::vector<PathPattern> patterns, Guard guard);

  std::vector<HttpRoute> routes_;
  std::vector<PathPattern> patterns_;  ///< one a route
  Guard guard_;
};

}  // namespace medisc
