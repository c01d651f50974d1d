/// Routes, as somebody asks them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "http/router.hpp"

namespace medisc::test {

class AskedRouter {
 public:
  explicit AskedRouter(std::vector<HttpRoute> routes)
      : router_(HttpRouter::make(std::move(routes)).value()) {}

  HttpResponse ask(const std::string& method, const std::string& path,
                   std::string body = "") const {
    HttpRequest request;
    request.method = method;
    request.target = parse_target(path).value();
    request.body = std::move(body);
    if (const auto admitted = router_->admit(request); !admitted) return admitted.error();
    return router_->answer(request);
  }
  HttpResponse get(const std::string& path) const { return ask("GET", path); }

 private:
  std::shared_ptr<HttpRouter> router_;
};

}  // namespace medisc::test
