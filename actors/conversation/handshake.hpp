/// How conversations begin: the handshake over a connection, and dialling with patience.
#pragma once

#include "actors/contract.hpp"
#include "actors/conversation/event_log.hpp"
#include "actors/conversation/process.hpp"
#include "channel/channels.hpp"
#include "config/peer_names.hpp"
#include "messages/identity.hpp"

namespace medisc {

/// Where a peer listens, who it must prove to be, and whether the channel there is encrypted.
struct PeerAddress {
  Address address;
  Peer peer;
  Channels channels{};
};

/// Silence that a conversation bears: between a request and its answer, or between requests.
inline constexpr std::chrono::milliseconds kConversationSilence{60'000};

/// How hard to try before a peer counts as unavailable.
struct Patience {
  int attempts = 5;
  std::chrono::milliseconds delay{200};      ///< between attempts
  std::chrono::milliseconds connect{3'000};  ///< for one attempt
  /// How long the peer may be silent where it is its turn, once it is met.
  std::chrono::milliseconds silence = kConversationSilence;
};

/// Connects and shakes hands, first of TLS where there is TLS, then of the parties. Throws
/// Failure: kPeerUnavailable after the last attempt; what Channels, TlsSession and Handshake
/// say otherwise.
Task<Connection*> connect_to(Process& process, OwnName self, PeerAddress target,
                             Patience patience);

/// How long both handshakes may take, and how long a peer may be silent during them.
inline constexpr std::chrono::milliseconds kHandshakePatience{10'000};

/// Closes a connection at the end of a scope, however that is left: a host that lives long
/// would otherwise keep what each of its rounds has opened.
class HangUp {
 public:
  explicit HangUp(Connection* connection) : connection_(connection) {}
  HangUp(const HangUp&) = delete;
  HangUp& operator=(const HangUp&) = delete;
  ~HangUp() { connection_->close(); }

 private:
  Connection* connection_;
};

/// The other side: shakes hands with whoever has connected, within `patience`. Throws Failure,
/// which the listener tells the peer.
Task<Peer> accept_peer(Connection& connection, OwnName self, IsRegistered is_registered,
                       std::chrono::milliseconds patience = kHandshakePatience);

/// A peer may be struck off while it is talking. Throws Failure, kRefused.
void expect_still_registered(const IsRegistered& is_registered, const Peer& peer);

/// A peer, for the event log: its role, its configured name, its key.
EventLog::Fields peer_fields(const NameOf& peer_name, const Peer& peer);

/// The next request; none where the peer has ended the conversation.
Task<std::optional<Message>> next_request(Connection& connection);

/// Sends a request and returns its answer. Throws Failure: the peer's Refusal; kProtocol for an
/// answer of another kind.
template <class Answer>
Task<Answer> request_message(Connection& connection, Message message);

/// The same of Question{fields...}: `co_await request<PlanOffer, PlanRequest>(service, model)`.
template <class Answer, class Question, class... Fields>
Task<Answer> request(Connection& connection, Fields&&... fields) {
  return request_message<Answer>(connection, Question{std::forward<Fields>(fields)...});
}

/// Decodes an answer; throws the peer's Refusal, or kProtocol.
Message open_answer(const Bytes& encoded);
[[noreturn]] void throw_unexpected(const Message& message);

template <class Answer>
Task<Answer> request_message(Connection& connection, Message message) {
  connection.send(message);
  const Bytes encoded = co_await connection.receive();
  Message reply = open_answer(encoded);
  auto* expected = std::get_if<Answer>(&reply);
  if (expected == nullptr) throw_unexpected(reply);
  co_return std::move(*expected);
}

}  // namespace medisc
