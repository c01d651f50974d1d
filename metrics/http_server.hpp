/// A small HTTP server: plain, GET and HEAD alone, whole answers.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "config/address.hpp"

namespace medisc {

struct HttpAnswer {
  int status = 200;
  std::string type;  ///< Content-Type
  std::string body;
};

/// What stands at a path; nothing is a 404. Called on the server's threads, four at a time.
using HttpPages = std::function<std::optional<HttpAnswer>(const std::string& path)>;

/// Bounds: 4 threads, requests of 8 KiB with their headers, 2 s for one to come in, one request
/// a connection. IPv4 alone.
class HttpServer {
 public:
  /// Listens at `address`, port 0 at any that is free. Errors: kUsage where that can't be.
  static Result<std::unique_ptr<HttpServer>> start(const Address& address, HttpPages pages);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  /// Ends once the requests being answered are.
  ~HttpServer();

  /// Where it listens.
  const Address& address() const { return address_; }

 private:
  struct Running;

  HttpServer();

  std::unique_ptr<Running> running_;
  Address address_;
};

}  // namespace medisc
