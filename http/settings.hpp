/// How a server listens, and what it allows.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <sys/types.h>

#include "config/address.hpp"
#include "http/request.hpp"

namespace medisc {

/// A socket in the file system. One that is left over from a process that ended is replaced.
struct UnixSocket {
  std::filesystem::path path;
  mode_t mode = 0600;
};

using HttpListen = std::variant<Address, UnixSocket>;

/// LOCAL. What is beyond them is refused with a status: 431 header_bytes, 413 a body, 503 and
/// Retry-After connections, requests and body_bytes_in_all, 429 connections_each; a time that
/// runs out closes the connection.
struct HttpLimits {
  std::size_t header_bytes = 16u << 10;           ///< a request's head
  std::size_t body_bytes_in_all = 1u << 30;       ///< of requests in flight, together
  std::size_t connections = 256;                  ///< each has a thread
  std::size_t connections_each = 128;             ///< of one remote address (IPv6: one /64)
  std::size_t requests = 128;                     ///< in flight
  std::chrono::milliseconds header_time{10'000};  ///< from a request's first byte, TLS with it
  std::chrono::milliseconds body_time{120'000};   ///< from the head to the body's end
  std::chrono::milliseconds idle_time{60'000};    ///< between two requests of a connection
  std::chrono::milliseconds send_time{
      30'000};                              ///< in which a client takes nothing of what is sent
  std::chrono::milliseconds grace{10'000};  ///< for requests in flight, at the end
  bool keep_alive = true;                   ///< more than one request a connection
};

/// TLS 1.2 and 1.3. Files as [tls] has them (config/tls_config.hpp): PEM, the key for its owner
/// alone.
struct HttpTls {
  std::filesystem::path certificate;
  std::filesystem::path key;
  /// What signs clients' certificates. Without it none is asked for.
  std::optional<std::filesystem::path> authority;
  bool certificate_required = false;  ///< of clients: a request without a good one is a 403
};

struct HttpSettings {
  HttpListen listen;
  std::optional<HttpTls> tls;
  HttpLimits limits;
  /// Host names by which clients may call this server, beside the listen address and, of a
  /// loopback address, the loopback ones. "*": any; on a Unix socket always.
  std::vector<std::string> hosts;
  /// A handler threw: the id that the client was given, and the exception's text.
  std::function<void(const std::string& id, const std::string& what)> on_failure;
  /// A request ended, answered with `status`. On the connection's thread.
  std::function<void(const HttpRequest&, int status, std::chrono::microseconds)> on_answer;
};

}  // namespace medisc
