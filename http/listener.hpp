/// A socket that listens.
#pragma once

#include <optional>

#include "error/descriptor.hpp"
#include "error/error.hpp"
#include "http/settings.hpp"

namespace medisc {

/// A Unix socket's file vanishes with it.
class HttpListener {
 public:
  /// A TCP port 0 becomes one that is free. Errors, kUsage: an address that is not this
  /// machine's or in use; of a Unix socket a path that is too long, in use, or something else
  /// than a socket, or a folder that can't be written to.
  static Result<HttpListener> open(const HttpListen& where);
  HttpListener(HttpListener&&) = default;
  ~HttpListener();

  int socket() const { return socket_.number(); }
  /// Where it listens.
  const HttpListen& where() const { return where_; }

 private:
  HttpListener(Descriptor socket, HttpListen where)
      : socket_(std::move(socket)), where_(std::move(where)) {}

  static Result<HttpListener> open_tcp(const Address& address);
  static Result<HttpListener> open_unix(const UnixSocket& file);

  Descriptor socket_;
  HttpListen where_;
};

/// As errors and logs show it: "127.0.0.1:8443", or the path.
std::string to_string(const HttpListen& where);

}  // namespace medisc
