/// What a server serves: the seam between connections and what is done with requests.
#pragma once

#include <cstddef>

#include <tl/expected.hpp>

#include "http/request.hpp"
#include "http/response.hpp"

namespace medisc {

/// Called on connections' threads, many at a time. What is thrown becomes a 500.
class HttpApplication {
 public:
  virtual ~HttpApplication() = default;

  /// Of a head: how many bytes the body may have, or the response at once, before a body is
  /// read. May put down in it what `answer` wants.
  virtual tl::expected<std::size_t, HttpResponse> admit(HttpRequest& head) = 0;

  /// Of a whole request that was admitted.
  virtual HttpResponse answer(const HttpRequest& request) = 0;
};

}  // namespace medisc
