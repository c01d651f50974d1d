#include "http/router.hpp"

#include <algorithm>
#include <set>

namespace medisc {
namespace {

HttpResponse not_allowed(const std::set<std::string>& methods) {
  std::string allowed;
  for (const std::string& method : methods) {
    allowed += (allowed.empty() ? "" : ", ") + method;
  }
  HttpResponse response = http_problem(405, "here there are: " + allowed);
  response.headers.set("Allow", allowed);
  return response;
}

}  // namespace

HttpRouter::HttpRouter(std::vector<HttpRoute> routes, std::vector<PathPattern> patterns,
                       Guard guard)
    : routes_(std::move(routes)), patterns_(std::move(patterns)), guard_(std::move(guard)) {}

Result<std::shared_ptr<HttpRouter>> HttpRouter::make(std::vector<HttpRoute> routes,
                                                     Guard guard) {
  std::vector<PathPattern> patterns;
  std::set<std::string> names;
  for (const HttpRoute& route : routes) {
    auto pattern = PathPattern::parse(route.pattern);
    if (!pattern) return tl::unexpected<Error>(pattern.error());
    if (!names.insert(route.name).second) {
      return fail(ErrorCode::kUsage, "two routes have the name " + route.name);
    }
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      if (routes[i].method == route.method && patterns[i].is_like(*pattern)) {
        return fail(ErrorCode::kUsage,
                    "two routes answer " + route.method + " " + route.pattern);
      }
    }
    patterns.push_back(*std::move(pattern));
  }
  return std::shared_ptr<HttpRouter>(
      new HttpRouter(std::move(routes), std::move(patterns), std::move(guard)));
}

tl::expected<std::size_t, HttpResponse> HttpRouter::admit(HttpRequest& head) {
  const std::string method = head.method == "HEAD" ? "GET" : head.method;
  std::optional<std::size_t> found;
  std::set<std::string> methods;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    auto variables = patterns_[i].match(head.target.segments);
    if (!variables) continue;
    methods.insert(routes_[i].method);
    if (routes_[i].method == "GET") methods.insert("HEAD");
    if (routes_[i].method != method) continue;
    if (found && !patterns_[i].is_narrower_than(patterns_[*found])) continue;
    found = i;
    head.variables = *std::move(variables);
  }
  if (methods.empty()) {
    return tl::unexpected<HttpResponse>(http_problem(404, "there is nothing at this path"));
  }
  if (!found) return tl::unexpected<HttpResponse>(not_allowed(methods));
  const HttpRoute& route = routes_[*found];
  head.route = route.name;
  if (guard_) {
    if (auto refused = guard_(route, head)) {
      return tl::unexpected<HttpResponse>(*std::move(refused));
    }
  }
  return route.body_limit;
}

HttpResponse HttpRouter::answer(const HttpRequest& request) {
  return std::ranges::find(routes_, request.route, &HttpRoute::name)->handler(request);
}

}  // namespace medisc
