/// The handshake: each side proves its key before anything else is answered.
///
///   initiator -> responder   Hello I
///   responder -> initiator   Hello R
///   initiator -> responder   Proof   signs "MediSC hello initiator", both hellos, the channel
///   responder -> initiator   Proof   signs "MediSC hello responder", both hellos, the channel
///
/// What is signed are both hellos as encoded, I first, each behind its length (4 bytes,
/// little-endian), then the channel's binding (32 bytes).
/// Both nonces are in it, so a recorded handshake proves nothing later; the sides' contexts
/// differ, so a proof can't be reflected; each hello names the key that its sender expects, so
/// it can't be passed on to somebody else; the binding differs where the two sides are not at
/// the ends of one TLS connection, so nobody can sit between two. 4 flights. Secrecy and
/// integrity of what follows are TLS's business.
///
/// No I/O here: a host carries the messages, one a frame of at most kHandshakeLimit bytes.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "error/error.hpp"
#include "messages/identity.hpp"
#include "messages/message.hpp"
#include "ring/word.hpp"

namespace medisc {

/// A party as others know it.
struct Peer {
  PublicKey key{};
  Role role = Role::kHospital;
  bool operator==(const Peer&) const = default;
};

/// A party as it knows itself. The identity outlives the handshake; one role a key.
struct OwnName {
  const Identity* identity = nullptr;
  Role role = Role::kHospital;
};

/// What both ends of one channel know of it, and nobody else: of TLS its exporter value
/// (RFC 9266, tls-exporter).
using ChannelBinding = std::array<std::uint8_t, 32>;

/// AGREEMENT: a channel without TLS has nothing of its own to bind to. Zeros: no TLS connection
/// yields them.
inline constexpr ChannelBinding kPlainChannel{};

using NonceSource = std::function<Nonce()>;
using IsRegistered = std::function<bool(const Peer&)>;

/// From the operating system's generator.
Nonce random_nonce();

class Handshake {
 public:
  /// The side that connects: it knows whom it wants, key and role. `channel`: what carries the
  /// messages.
  static Handshake initiator(OwnName self, Peer expected, const ChannelBinding& channel,
                             NonceSource nonces = random_nonce);

  /// The side that listens, under any of the names `selves`, to whoever is registered.
  static Handshake responder(std::vector<OwnName> selves, IsRegistered is_registered,
                             const ChannelBinding& channel, NonceSource nonces = random_nonce);

  /// What to send first: the initiator's Hello, for the responder nothing.
  std::vector<Message> start();

  /// Takes one message, as it came in its frame; returns what to send. Errors (the handshake is
  /// over then, and the responder's host sends `to_refusal(error)` before it closes):
  /// kProtocol: another version, bytes that don't decode, a message out of order;
  /// kRefused: an unknown key or role, a peer that expects somebody else, our own key, a
  /// signature that does not fit. A Refusal from the peer comes back as `from_refusal`.
  Result<std::vector<Message>> on_message(std::span<const std::uint8_t> bytes);

  /// Both sides have proven their keys (and, at the responder, once the Proof just returned is
  /// sent, the initiator will know it).
  bool done() const { return state_ == State::kDone; }

  /// Who is at the other end, and under which name we met. Precondition: done().
  const Peer& peer() const { return peer_; }
  const OwnName& self() const { return self_; }

 private:
  enum class Side { kInitiator, kResponder };
  enum class State { kAwaitHello, kAwaitProof, kDone, kFailed };

  Handshake(Side side, const ChannelBinding& channel, NonceSource nonces)
      : side_(side), channel_(channel), nonces_(std::move(nonces)) {}

  Result<std::vector<Message>> step(std::span<const std::uint8_t> bytes);
  Result<std::vector<Message>> on_hello(const Hello& hello,
                                        std::span<const std::uint8_t> bytes);
  Result<std::vector<Message>> on_proof(const Proof& proof);
  Result<void> check_expected(const Hello& hello) const;
  Result<void> choose_self(const Hello& hello);
  Hello make_hello() const;
  Proof make_proof() const;
  Bytes transcript() const;

  Side side_;
  ChannelBinding channel_;
  State state_ = State::kAwaitHello;
  NonceSource nonces_;
  std::vector<OwnName> selves_;
  IsRegistered is_registered_;
  OwnName self_;
  Peer peer_;
  Hello own_hello_;
  Bytes peer_hello_;  ///< as it came
};

}  // namespace medisc
