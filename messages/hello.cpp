#include "messages/hello.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <sodium.h>

#include "messages/codec.hpp"
#include "messages/frame.hpp"
#include "messages/refusal.hpp"

namespace medisc {
namespace {

/// AGREEMENT.
constexpr std::string_view kInitiatorContext = "MediSC hello initiator";
constexpr std::string_view kResponderContext = "MediSC hello responder";

Result<void> check_version(const Hello& hello) {
  if (hello.version == kProtocolVersion) return {};
  return fail(ErrorCode::kProtocol,
              "the peer speaks protocol version " + std::to_string(hello.version) +
                  ", this side speaks version " + std::to_string(kProtocolVersion),
              "install the same MediSC version on both sides");
}

Result<void> check_not_own(const Hello& hello, const OwnName& self) {
  if (hello.key != self.identity->public_key()) return {};
  return fail(ErrorCode::kRefused, "the peer shows this party's own key " + to_hex(hello.key),
              "give each party a key of its own");
}

tl::unexpected<Error> out_of_order(const char* expected, const Message& found) {
  return fail(ErrorCode::kProtocol, std::string("the handshake expects a ") + expected +
                                        ", the peer sent a " + message_name(found));
}

}  // namespace

Nonce random_nonce() {
  Nonce nonce;
  randombytes_buf(nonce.data(), nonce.size());
  return nonce;
}

Handshake Handshake::initiator(OwnName self, Peer expected, const ChannelBinding& channel,
                               NonceSource nonces) {
  Handshake handshake(Side::kInitiator, channel, std::move(nonces));
  handshake.self_ = self;
  handshake.peer_ = expected;
  handshake.own_hello_ = handshake.make_hello();
  return handshake;
}

Handshake Handshake::responder(std::vector<OwnName> selves, IsRegistered is_registered,
                               const ChannelBinding& channel, NonceSource nonces) {
  Handshake handshake(Side::kResponder, channel, std::move(nonces));
  handshake.selves_ = std::move(selves);
  handshake.is_registered_ = std::move(is_registered);
  return handshake;
}

std::vector<Message> Handshake::start() {
  if (side_ == Side::kResponder) return {};
  return {own_hello_};
}

Result<std::vector<Message>> Handshake::on_message(std::span<const std::uint8_t> bytes) {
  auto answer = step(bytes);
  if (!answer) state_ = State::kFailed;
  return answer;
}

Result<std::vector<Message>> Handshake::step(std::span<const std::uint8_t> bytes) {
  if (state_ == State::kDone || state_ == State::kFailed) {
    return fail(ErrorCode::kProtocol, "a handshake message came after the handshake's end");
  }
  const auto message = decode(bytes);
  if (!message) return tl::unexpected<Error>(message.error());
  if (const auto* refusal = std::get_if<Refusal>(&*message)) {
    return tl::unexpected<Error>(from_refusal(*refusal));
  }
  if (state_ == State::kAwaitHello) {
    const auto* hello = std::get_if<Hello>(&*message);
    return hello ? on_hello(*hello, bytes) : out_of_order("hello", *message);
  }
  const auto* proof = std::get_if<Proof>(&*message);
  return proof ? on_proof(*proof) : out_of_order("proof", *message);
}

Result<std::vector<Message>> Handshake::on_hello(const Hello& hello,
                                                 std::span<const std::uint8_t> bytes) {
  auto checked = check_version(hello);
  if (checked) {
    checked = side_ == Side::kInitiator ? check_expected(hello) : choose_self(hello);
  }
  if (!checked) return tl::unexpected<Error>(checked.error());
  peer_hello_.assign(bytes.begin(), bytes.end());
  state_ = State::kAwaitProof;
  if (side_ == Side::kInitiator) return std::vector<Message>{make_proof()};
  peer_ = {hello.key, hello.role};
  own_hello_ = make_hello();
  return std::vector<Message>{own_hello_};
}

Result<std::vector<Message>> Handshake::on_proof(const Proof& proof) {
  const bool from_initiator = side_ == Side::kResponder;
  const auto context = from_initiator ? kInitiatorContext : kResponderContext;
  if (!verify(peer_.key, context, transcript(), proof.signature)) {
    return fail(ErrorCode::kRefused,
                "the peer did not prove on this channel that it holds key " + to_hex(peer_.key),
                "check that nobody sits between the two machines");
  }
  state_ = State::kDone;
  if (from_initiator) return std::vector<Message>{make_proof()};
  return std::vector<Message>{};
}

Result<void> Handshake::check_expected(const Hello& hello) const {
  if (auto other = check_not_own(hello, self_); !other) return other;
  if (hello.key != peer_.key) {
    return fail(ErrorCode::kRefused,
                "the peer has key " + to_hex(hello.key) + ", expected " + to_hex(peer_.key),
                "check the peer's address and its key in the configuration");
  }
  if (hello.role != peer_.role) {
    return fail(ErrorCode::kRefused,
                std::string("the peer is a ") + role_name(hello.role) + ", expected a " +
                    role_name(peer_.role),
                "check the peer's address and its key in the configuration");
  }
  if (hello.expects != self_.identity->public_key()) {
    return fail(ErrorCode::kRefused,
                "the peer answers to key " + to_hex(hello.expects) + ", which is not ours",
                "check that nobody sits between the two machines");
  }
  return {};
}

Result<void> Handshake::choose_self(const Hello& hello) {
  for (const OwnName& self : selves_) {
    if (auto other = check_not_own(hello, self); !other) return other;
  }
  const auto self = std::find_if(selves_.begin(), selves_.end(), [&](const OwnName& name) {
    return name.identity->public_key() == hello.expects;
  });
  if (self == selves_.end()) {
    return fail(ErrorCode::kRefused,
                "the peer expects key " + to_hex(hello.expects) + ", which is not ours",
                "correct this party's key in the peer's configuration");
  }
  if (!is_registered_({hello.key, hello.role})) {
    return fail(ErrorCode::kRefused,
                "key " + to_hex(hello.key) + " is not registered as a " + role_name(hello.role),
                "register it in this party's configuration");
  }
  self_ = *self;
  return {};
}

Hello Handshake::make_hello() const {
  return {kProtocolVersion, self_.role, self_.identity->public_key(), peer_.key, nonces_()};
}

Proof Handshake::make_proof() const {
  const auto context = side_ == Side::kInitiator ? kInitiatorContext : kResponderContext;
  return {self_.identity->sign(context, transcript())};
}

Bytes Handshake::transcript() const {
  const Bytes own = encode(own_hello_);
  const bool own_first = side_ == Side::kInitiator;
  const Bytes& first = own_first ? own : peer_hello_;
  const Bytes& second = own_first ? peer_hello_ : own;
  Bytes both;
  append_frame(both, first);
  append_frame(both, second);
  both.insert(both.end(), channel_.begin(), channel_.end());
  return both;
}

}  // namespace medisc
