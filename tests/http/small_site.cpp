#include "tests/http/small_site.hpp"

#include <stdexcept>
#include <thread>

namespace medisc::test {
namespace {

HttpResponse echo(const HttpRequest& request) {
  return http_text(200, request.body);
}

HttpResponse who(const HttpRequest& request) {
  const HttpPeer& peer = request.peer;
  return http_text(200, peer.address + "|" + (peer.user ? std::to_string(*peer.user) : "-") +
                            "|" + (peer.tls ? "tls" : "plain") + "|" + peer.certificate);
}

HttpResponse thrown(const HttpRequest&) {
  throw std::runtime_error("a secret is in this text");
}

}  // namespace

SmallSite::SmallSite(HttpSettings settings) {
  settings.on_failure = [this](const std::string& id, const std::string& what) {
    const std::scoped_lock lock(mutex_);
    failures_.push_back(id + " " + what);
  };
  settings.on_answer = [this](const HttpRequest&, int status, std::chrono::microseconds) {
    const std::scoped_lock lock(mutex_);
    answers_.push_back(status);
  };
  const auto guard = [](const HttpRoute& route, HttpRequest&) -> std::optional<HttpResponse> {
    if (route.name == "thrown-early") throw std::runtime_error("early");
    if (route.scope == "none") return http_problem(401, "nobody may");
    return std::nullopt;
  };
  auto server =
      HttpServer::start(std::move(settings), HttpRouter::make(routes(), guard).value());
  if (!server) throw std::runtime_error(render(server.error()));
  server_ = *std::move(server);
}

std::vector<HttpRoute> SmallSite::routes() {
  const auto slow = [this](const HttpRequest& request) {
    ++slow_running_;
    const bool ended = request.ending->within(10s);
    if (ended) ++slow_given_up_;
    --slow_running_;
    return http_text(200, ended ? "given up" : "done");
  };
  const auto ticks = [this](const HttpRequest&) {
    HttpResponse response = http_text(200, "", "text/event-stream");
    response.stream =
        [this, count = 0](const HttpEnding& ending) mutable -> std::optional<std::string> {
      if (ending.within(count == 0 ? 0ms : 20ms)) {
        ++streams_ended_;
        return std::nullopt;
      }
      return "data: " + std::to_string(count++) + "\n\n";
    };
    return response;
  };
  const auto counted = [this](const HttpRequest& request) {
    ++handled_;
    return echo(request);
  };
  return {
      {"hello", "GET", "/hello", "", 0,
       [](const auto&) {
         return http_text(200, "hello\n");
       }},
      {"echo", "POST", "/echo", "", 1000, counted},
      {"large", "POST", "/large", "", 64u << 20,
       [](const HttpRequest& request) {
         return http_text(200, std::to_string(request.body.size()));
       }},
      {"locked", "POST", "/locked", "none", 1000, counted},
      {"who", "GET", "/who", "", 0, who},
      {"thrown", "GET", "/thrown", "", 0, thrown},
      {"thrown-early", "GET", "/thrown/early", "", 0, thrown},
      {"slow", "GET", "/slow", "", 0, slow},
      {"ticks", "GET", "/ticks", "", 0, ticks},
      {"flood", "GET", "/flood", "", 0,
       [](const HttpRequest&) {
         return http_text(200, std::string(kFlood, 'x'));
       }},
      {"bad-header", "GET", "/bad-header", "", 0,
       [](const HttpRequest&) {
         HttpResponse response = http_text(200, "x");
         response.headers.set("X-Split", "a\r\nSet-Cookie: b");
         return response;
       }},
  };
}

std::string SmallSite::url(const std::string& path, const std::string& scheme) const {
  return scheme + "://127.0.0.1:" + std::to_string(std::get<Address>(where()).port) + path;
}

std::vector<std::string> SmallSite::failures() const {
  const std::scoped_lock lock(mutex_);
  return failures_;
}

std::vector<int> SmallSite::answers() const {
  const std::scoped_lock lock(mutex_);
  return answers_;
}

}  // namespace medisc::test
