#include "gateway/page_routes.hpp"

#include <algorithm>

#include "gateway/page_file.hpp"

namespace medisc {
namespace {

/// Everything comes from this server, and no script or style stands in the HTML. Pictures that
/// a person has chosen are blobs.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const char* type_of(std::string_view name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

HttpResponse serve(const HttpRequest& request, std::string_view name) {
  const auto files = page_files();
  const auto file = std::ranges::find(files, name, &PageFile::name);
  if (file == files.end()) return http_problem(404, "the page has no such file");
  const std::string tag = "\"" + std::string(file->hash) + "\"";
  HttpResponse response;
  if (request.headers.get("If-None-Match") == tag) {
    response.status = 304;
  } else {
    response = http_text(200, std::string(file->text), type_of(name));
  }
  response.headers.set("ETag", tag);
  response.headers.set("Cache-Control", "no-cache");  // kept, and asked about each time
  response.headers.set("Content-Security-Policy", kPolicy);
  response.headers.set("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.set("Cross-Origin-Resource-Policy", "same-origin");
  return response;
}

}  // namespace

std::vector<HttpRoute> page_routes() {
  return {
      {"page", "GET", "/", "", 0,
       [](const HttpRequest& request) {
         return serve(request, "index.html");
       }},
      {"docs", "GET", "/docs", "", 0,
       [](const HttpRequest& request) {
         return serve(request, "docs.html");
       }},
      {"page_file", "GET", "/page/{file}", "", 0,
       [](const HttpRequest& request) {
         return serve(request, request.variables.at("file"));
       }},
  };
}

}  // namespace medisc
