/// One TLS connection without a socket: bytes from the network in, bytes for the network out.
///
/// Whoever owns it carries the bytes (actors/conversation/connection.hpp over a broker, a test
/// by hand), so it never waits and never half-writes. What it is given to send leaves through
/// `out` in the same call.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "error/error.hpp"
#include "messages/hello.hpp"

struct ssl_st;

namespace medisc {

class TlsSession {
 public:
  enum class Side { kClient, kServer };
  using Sink = std::function<void(std::span<const std::uint8_t>)>;

  /// Takes over `ssl` (TlsContext makes it).
  TlsSession(ssl_st* ssl, Side side);
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;
  ~TlsSession();

  /// `out` takes what is to be sent, from now on; a client greets at once.
  void start(Sink out);

  /// Takes what came from the network, in whatever pieces, and gives what it carries to
  /// `plain`. Errors end the session, and the peer has been told: kProtocol where it speaks no
  /// TLS, or not TLS 1.3, or a record is not what it sent; kRefused where one side does not
  /// accept the other's certificate.
  Result<void> receive(std::span<const std::uint8_t> bytes, const Sink& plain);

  /// Whether the TLS handshake is done and the peer has not ended the session.
  bool is_open() const;
  /// Whether the peer has said that it sends no more.
  bool has_ended() const;
  /// What both ends share (RFC 9266): differs where somebody sits between. Precondition: the
  /// handshake is done.
  const ChannelBinding& binding() const;

  /// Seals these one after the other, small ones together in a record. Without an open session:
  /// nothing.
  void send(std::span<const std::span<const std::uint8_t>> parts);

  /// Tells the peer that no more is sent.
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Whether a peer's first bytes are those of a TLS connection, or of one that is refused. No
/// frame of a message begins so: as its length they are over kHandshakeLimit.
bool looks_like_tls(std::span<const std::uint8_t> bytes);

}  // namespace medisc
