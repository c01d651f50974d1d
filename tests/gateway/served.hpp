/// Routes at a server of this machine.
#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "http/router.hpp"
#include "http/server.hpp"

namespace medisc::test {

class Served {
 public:
  explicit Served(std::vector<HttpRoute> routes, std::optional<HttpTls> tls = std::nullopt)
      : scheme_(tls ? "https" : "http") {
    HttpSettings settings;
    settings.listen = Address{"127.0.0.1", 0};
    settings.tls = std::move(tls);
    const auto guard = [](const HttpRoute&, HttpRequest& request) {
      request.user = "ward-3";
      return std::optional<HttpResponse>();
    };
    auto started = HttpServer::start(std::move(settings),
                                     HttpRouter::make(std::move(routes), guard).value());
    if (!started) throw std::runtime_error(render(started.error()));
    server_ = std::move(*started);
  }

  /// "http://127.0.0.1:PORT/path"
  std::string url(const std::string& path = "") const {
    return scheme_ + "://" + to_string(std::get<Address>(server_->where())) + path;
  }
  void stop() { server_->stop(); }

 private:
  std::string scheme_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace medisc::test
