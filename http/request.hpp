/// A request, as handlers see it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include <sys/types.h>

#include "http/ending.hpp"
#include "http/headers.hpp"
#include "http/target.hpp"

namespace medisc {

/// Who is at the other end.
struct HttpPeer {
  std::string address;           ///< numeric, without the port; empty on a Unix socket
  std::optional<uid_t> user;     ///< on a Unix socket: as the kernel knows it
  std::optional<pid_t> process;  ///< likewise
  bool tls = false;
  /// Of a certificate that an authority of the server's has signed: whose it is, as in
  /// "CN=ward-3,O=st-anna".
  std::string certificate;
};

struct HttpRequest {
  std::string method;  ///< in capitals; HEAD is answered as GET is, and its body left out
  HttpTarget target;
  HttpHeaders headers;  ///< each once, but for those that are lists
  std::string body;     ///< whole
  HttpPeer peer;
  std::shared_ptr<const HttpEnding> ending = std::make_shared<HttpEnding>();

  // What a router and its guard put down.
  std::string route;                             ///< its name
  std::map<std::string, std::string> variables;  ///< of the path, by the pattern's names
  std::string user;                              ///< who asks, where the guard knows

  std::string path() const { return target.path(); }
};

}  // namespace medisc
