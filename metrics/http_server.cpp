#include "metrics/http_server.hpp"

#include <array>

#include <civetweb.h>

namespace medisc {

struct HttpServer::Running {
  HttpPages pages;
  mg_context* context = nullptr;

  ~Running() {
    if (context) mg_stop(context);
    mg_exit_library();
  }
};

namespace {

const char* reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 503:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
  }
}

HttpAnswer answer_to(const mg_request_info& request, const HttpPages& pages) {
  const std::string method = request.request_method;
  if (method != "GET" && method != "HEAD") {
    return {405, "text/plain; charset=utf-8", "only GET and HEAD are answered\n"};
  }
  try {
    if (auto answer = pages(request.local_uri)) return *std::move(answer);
  } catch (const std::exception&) {  // must not pass through C
    return {500, "text/plain; charset=utf-8", "internal error\n"};
  }
  return {404, "text/plain; charset=utf-8", "there are /metrics and /healthz\n"};
}

/// Answers every request itself: the library serves no files.
int on_request(mg_connection* connection) {
  const mg_request_info& request = *mg_get_request_info(connection);
  const auto& pages = *static_cast<const HttpPages*>(request.user_data);
  const HttpAnswer answer = answer_to(request, pages);
  mg_printf(connection,
            "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
            "Cache-Control: no-store\r\nConnection: close\r\n\r\n",
            answer.status, reason_of(answer.status), answer.type.c_str(), answer.body.size());
  if (std::string(request.request_method) != "HEAD") {
    mg_write(connection, answer.body.data(), answer.body.size());
  }
  return answer.status;
}

/// The library would write to standard error, past the event log.
int keep_quiet(const mg_connection*, const char*) {
  return 1;
}

/// The library listens at addresses; names are for people.
std::string listening_at(const Address& address) {
  return to_string({address.host == "localhost" ? "127.0.0.1" : address.host, address.port});
}

}  // namespace

HttpServer::HttpServer() : running_(std::make_unique<Running>()) {
  mg_init_library(0);
}

HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::start(const Address& address, HttpPages pages) {
  std::unique_ptr<HttpServer> server(new HttpServer);
  server->running_->pages = std::move(pages);
  const std::string where = listening_at(address);
  std::array<const char*, 11> options{"listening_ports",
                                      where.c_str(),
                                      "num_threads",
                                      "4",
                                      "max_request_size",
                                      "8192",
                                      "request_timeout_ms",
                                      "2000",
                                      "enable_keep_alive",
                                      "no",
                                      nullptr};
  mg_callbacks callbacks{};
  callbacks.begin_request = on_request;
  callbacks.log_message = keep_quiet;
  server->running_->context = mg_start(&callbacks, &server->running_->pages, options.data());
  if (!server->running_->context) {
    return fail(ErrorCode::kUsage, "can't serve metrics at " + to_string(address),
                "is the address this machine's, and the port free? see [metrics] listen");
  }
  mg_server_port port{};
  mg_get_server_ports(server->running_->context, 1, &port);
  server->address_ = {address.host, static_cast<std::uint16_t>(port.port)};
  return server;
}

}  // namespace medisc
