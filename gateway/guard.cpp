#include "gateway/guard.hpp"

#include <chrono>

#include "jobs/job_socket.hpp"

namespace medisc {

Result<std::shared_ptr<Guard>> Guard::open(const std::optional<std::filesystem::path>& tokens) {
  std::shared_ptr<Guard> guard(new Guard(tokens));
  if (auto read = guard->read_again(); !read) return tl::unexpected<Error>(read.error());
  return guard;
}

Result<void> Guard::read_again() {
  if (!file_) return {};
  auto tokens = Tokens::load(*file_);
  if (!tokens) return tl::unexpected<Error>(tokens.error());
  const std::lock_guard lock(mutex_);
  tokens_ = std::make_shared<const Tokens>(std::move(*tokens));
  return {};
}

std::optional<HttpResponse> Guard::check(const HttpRoute& route, HttpRequest& request) {
  if (!file_) {
    request.user = request.peer.user ? name_of_user(*request.peer.user) : "local";
    return std::nullopt;
  }
  if (route.scope.empty()) return std::nullopt;
  std::shared_ptr<const Tokens> tokens;
  {
    const std::lock_guard lock(mutex_);
    tokens = tokens_;
  }
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto shown = bearer_in(request.headers.get("Authorization").value_or(""));
  const auto holder = tokens->check(shown, now);
  if (!holder) {
    HttpResponse refusal =
        http_problem(401, shown.empty() ? "a token is needed: Authorization: Bearer medisc_..."
                                        : "nobody has this token, or it has ended");
    refusal.headers.set("WWW-Authenticate", "Bearer");
    return refusal;
  }
  if (!holder->scopes.has(*scope_named(route.scope))) {
    return http_problem(
        403, "the token of '" + holder->name + "' has no scope \"" + route.scope + "\"");
  }
  request.user = holder->name;
  return std::nullopt;
}

}  // namespace medisc
