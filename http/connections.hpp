/// The connections of a server: how many there are, whose, and until when each may take its
/// time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "http/settings.hpp"

namespace medisc {

struct HttpConnection {
  int socket = -1;
  HttpPeer peer;
  int refused = 0;  ///< the status that its requests get, as there were too many: 429 or 503

  // For Connections alone.
  std::string counted_as;
  std::chrono::steady_clock::time_point deadline;
  int unsent = 0;  ///< bytes that the client has not taken
  std::chrono::steady_clock::time_point unsent_since;
  bool is_cut = false;
};

/// A thread of its own looks after deadlines, and cuts off who takes nothing of a response. The
/// library's own timeouts start anew with every byte that comes, so that a client could take
/// forever, and go on while a handler runs; a connection's can't be changed in its version 1.0.
/// Safe to use from several threads.
class Connections {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Connections(const HttpLimits& limits);
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;
  ~Connections();

  /// Of a socket that was just accepted, from `address`; its first request's head is awaited.
  HttpConnection* open(int socket, HttpPeer peer);
  /// The socket may be closed after this.
  void close(HttpConnection* connection);

  /// Cut off where nothing else is said within this time.
  void allow(HttpConnection& connection, std::chrono::milliseconds time);
  /// The same, unless less is left.
  void allow_at_most(HttpConnection& connection, std::chrono::milliseconds time);
  void allow_forever(HttpConnection& connection);
  /// All of them at once.
  void cut_all();

 private:
  void watch();
  bool stalls(HttpConnection& connection, Clock::time_point now) const;

  const HttpLimits limits_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<HttpConnection> open_;
  std::map<std::string, std::size_t> counts_;  ///< by remote address
  bool ends_ = false;
  std::thread watcher_;
};

/// Who is at the other end of a socket.
HttpPeer peer_of(int socket);

}  // namespace medisc
