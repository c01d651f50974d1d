/// One connection as a coroutine sees it: messages out, messages in.
#pragma once

#include <chrono>
#include <coroutine>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "actors/conversation/event_log.hpp"
#include "actors/conversation/socket.hpp"
#include "actors/conversation/steady_clock.hpp"
#include "channel/tls_session.hpp"
#include "error/error.hpp"
#include "messages/codec.hpp"
#include "messages/frame.hpp"
#include "messages/hello.hpp"
#include "messages/message.hpp"
#include "protocol/link.hpp"
#include "protocol/task.hpp"

namespace medisc {

class Connection {
 public:
  /// Takes over a connected socket. `remote` names the other end in errors; `tls` is a new
  /// session, or none where the channel is plain.
  Connection(std::unique_ptr<Socket> socket, std::string remote,
             std::unique_ptr<TlsSession> tls, SteadyClock clock);

  Socket& socket() const { return *socket_; }
  const std::string& remote() const { return remote_; }
  SteadyTime now() const { return clock_(); }

  /// Who is at the other end, once that is proven: fields for the event log.
  void set_peer(EventLog::Fields peer) { peer_ = std::move(peer); }
  const EventLog::Fields& peer() const { return peer_; }

  class Securing;
  /// Awaitable<ChannelBinding>: the channel is as secure as it gets; at once where it is plain.
  /// Throws Failure: what TlsSession says, and what `receive` throws. Before that nothing is
  /// sent.
  Securing secured();
  bool encrypted() const { return tls_ != nullptr; }

  void send(const Message& message);
  /// A Turn, written once: to where the socket takes it from.
  void send_turn(const TurnView& turn);
  /// Sends bytes that are an encoded message already.
  void send_encoded(std::span<const std::uint8_t> message);

  class Arrival;
  /// Awaitable<Bytes>: the next message, still encoded. Throws Failure: kPeerUnavailable where
  /// the connection ends or the peer is silent for too long, kProtocol where a frame is wrong.
  Arrival receive();

  /// While a link is attached, turns go to it and `receive` is out of use. What came before,
  /// the connection's end among it, is its first.
  void attach(Link* link);

  /// How long the peer may be silent while we wait for it.
  void set_patience(std::chrono::milliseconds patience) { patience_ = patience; }
  /// When waiting for the peer ends, whatever dribbles in; none: never.
  void set_deadline(std::optional<SteadyTime> deadline) { deadline_ = deadline; }
  void set_limit(std::size_t bytes) { frames_.set_limit(bytes); }
  /// The peer has proven who it is.
  void set_proven() { proven_ = true; }
  bool proven() const { return proven_; }

  /// Breaks off, for the sake of others.
  void dismiss();

  /// Ends the connection when what was sent is out. The host may forget it from then on.
  void close();
  bool released() const { return released_; }
  bool closed() const { return closed_; }
  /// Whether it is known to be of no use any more.
  bool ended() const { return closed_ || broken_.has_value(); }
  /// Whether nothing has come that nobody has asked for: the peer's farewell, say.
  bool is_quiet() const { return !ended() && inbox_.empty(); }
  /// Whether the peer ended it outside of a session.
  bool ended_quietly() const { return ended_quietly_; }

  /// What the socket carried: frames, in TLS's records where there is TLS.
  std::uint64_t bytes_sent() const { return bytes_sent_; }
  std::uint64_t bytes_received() const { return bytes_received_; }

  // For the host: what happened on the network.
  void on_bytes(std::span<const std::uint8_t> bytes);
  void on_closed();
  void on_tick();

 private:
  friend class Arrival;
  friend class Securing;
  template <class Promise>
  void await(std::coroutine_handle<Promise> waiting);
  bool is_secured() const { return !tls_ || secured_; }
  /// One message in a frame.
  void send_frame(std::span<const std::span<const std::uint8_t>> message);
  void write(std::span<const std::span<const std::uint8_t>> parts);
  /// What TLS has for the network waits here, for few system calls.
  void keep_sealed(std::span<const std::uint8_t> bytes);
  void write_sealed();
  /// Has as much read at once as the frame that arrives lacks.
  void size_next_read();
  Result<void> unseal(std::span<const std::uint8_t> bytes);
  void resume();
  void deliver(Bytes& message);
  void break_off(Error error);

  std::unique_ptr<Socket> socket_;
  std::string remote_;
  SteadyClock clock_;
  EventLog::Fields peer_;
  std::unique_ptr<TlsSession> tls_;
  Bytes sealed_;
  bool secured_ = false;
  bool proven_ = false;
  FrameReader frames_;
  std::deque<Bytes> inbox_;
  std::optional<Error> broken_;
  Link* link_ = nullptr;
  std::coroutine_handle<> waiting_;
  Trampoline* trampoline_ = nullptr;
  SteadyTime last_heard_;
  std::chrono::milliseconds patience_{10'000};
  std::optional<SteadyTime> deadline_;
  bool closed_ = false;
  bool released_ = false;
  bool ended_quietly_ = false;
  std::uint64_t bytes_sent_ = 0;
  std::uint64_t bytes_received_ = 0;
};

class Connection::Arrival {
 public:
  explicit Arrival(Connection& connection) : connection_(&connection) {}
  bool await_ready() const noexcept {
    return !connection_->inbox_.empty() || connection_->broken_.has_value();
  }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> waiting) {
    connection_->await(waiting);
  }
  Bytes await_resume();

 private:
  Connection* connection_;
};

class Connection::Securing {
 public:
  explicit Securing(Connection& connection) : connection_(&connection) {}
  bool await_ready() const noexcept {
    return connection_->is_secured() || connection_->broken_.has_value();
  }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> waiting) {
    connection_->await(waiting);
  }
  ChannelBinding await_resume();

 private:
  Connection* connection_;
};

template <class Promise>
void Connection::await(std::coroutine_handle<Promise> waiting) {
  last_heard_ = now();
  waiting_ = waiting;
  trampoline_ = waiting.promise().trampoline;
}

}  // namespace medisc
