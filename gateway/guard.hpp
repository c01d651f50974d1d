/// Who may call which route.
///
/// With a file of tokens each request must show one whose scopes have the route's. Without, who
/// can reach the address may do all: on a Unix socket the kernel says who that is, at a
/// loopback address it is "local".
#pragma once

#include <memory>
#include <mutex>

#include "gateway/tokens.hpp"
#include "http/router.hpp"

namespace medisc {

class Guard {
 public:
  /// `tokens`: the file, if there is one. Errors: those of Tokens::load.
  static Result<std::shared_ptr<Guard>> open(
      const std::optional<std::filesystem::path>& tokens);

  /// Reads the file again; an error leaves what was read before.
  Result<void> read_again();

  /// A refusal; or nothing, and the request's user is set.
  std::optional<HttpResponse> check(const HttpRoute& route, HttpRequest& request);

 private:
  explicit Guard(std::optional<std::filesystem::path> file) : file_(std::move(file)) {}

  const std::optional<std::filesystem::path> file_;
  std::mutex mutex_;
  std::shared_ptr<const Tokens> tokens_;
};

}  // namespace medisc
