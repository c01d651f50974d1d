#include "actors/conversation/handshake.hpp"

#include "messages/codec.hpp"
#include "messages/refusal.hpp"

namespace medisc {
namespace {

void send_all(Connection& connection, const std::vector<Message>& messages) {
  for (const Message& message : messages) connection.send(message);
}

void begin_conversation(Connection& connection, std::chrono::milliseconds silence) {
  connection.set_deadline(std::nullopt);
  connection.set_patience(silence);
  connection.set_limit(kConversationLimit);
  connection.set_proven();
}

}  // namespace

Task<Connection*> connect_to(Process& process, OwnName self, PeerAddress target,
                             Patience patience) {
  auto tls = value_of(target.channels.dialled(target.address));
  Result<std::unique_ptr<Socket>> socket = fail(ErrorCode::kPeerUnavailable, "never tried");
  for (int attempt = 1; attempt <= patience.attempts; ++attempt) {
    socket = co_await process.dial(target.address, patience.connect);
    if (socket) break;
    if (attempt < patience.attempts) co_await process.sleep(patience.delay);
  }
  if (!socket) {
    Error error = socket.error();
    error.context = std::string("the ") + role_name(target.peer.role) +
                    " is not there: " + error.context + ", " +
                    std::to_string(patience.attempts) + " attempts";
    throw Failure(error);
  }

  const std::string remote =
      std::string("the ") + role_name(target.peer.role) + " at " + to_string(target.address);
  Connection& connection = process.adopt(std::move(*socket), remote, std::move(tls));
  connection.set_patience(kHandshakePatience);
  connection.set_deadline(connection.now() + kHandshakePatience);
  try {
    const ChannelBinding channel = co_await connection.secured();
    Handshake handshake = Handshake::initiator(self, target.peer, channel);
    send_all(connection, handshake.start());
    while (!handshake.done()) {
      const Bytes message = co_await connection.receive();
      send_all(connection, value_of(handshake.on_message(message)));
    }
  } catch (const Failure&) {
    connection.close();
    throw;
  }
  begin_conversation(connection, patience.silence);
  co_return &connection;
}

Task<Peer> accept_peer(Connection& connection, OwnName self, IsRegistered is_registered,
                       std::chrono::milliseconds patience) {
  connection.set_patience(patience);
  connection.set_deadline(connection.now() + patience);
  const ChannelBinding channel = co_await connection.secured();
  Handshake handshake = Handshake::responder({self}, std::move(is_registered), channel);
  while (!handshake.done()) {
    const Bytes message = co_await connection.receive();
    const auto answers = value_of(handshake.on_message(message));
    if (handshake.done()) begin_conversation(connection, kConversationSilence);
    send_all(connection, answers);
  }
  co_return handshake.peer();
}

EventLog::Fields peer_fields(const NameOf& peer_name, const Peer& peer) {
  const std::string key = to_hex(peer.key);
  return {{"role", role_name(peer.role)}, {"peer", peer_name(key)}, {"key", key}};
}

void expect_still_registered(const IsRegistered& is_registered, const Peer& peer) {
  if (is_registered(peer)) return;
  throw Failure(
      {ErrorCode::kRefused,
       std::string("this ") + role_name(peer.role) + " is not registered here any more",
       "ask the operator of this side"});
}

Task<std::optional<Message>> next_request(Connection& connection) {
  Bytes encoded;
  try {
    encoded = co_await connection.receive();
  } catch (const Failure&) {
    if (!connection.ended_quietly()) throw;
    co_return std::nullopt;
  }
  co_return value_of(decode(encoded));
}

Message open_answer(const Bytes& encoded) {
  Message message = value_of(decode(encoded));
  if (const auto* refusal = std::get_if<Refusal>(&message)) {
    throw Failure(from_refusal(*refusal));
  }
  return message;
}

void throw_unexpected(const Message& message) {
  throw Failure({ErrorCode::kProtocol,
                 std::string("the peer answers with a ") + message_name(message) +
                     ", which does not fit the request",
                 ""});
}

}  // namespace medisc
