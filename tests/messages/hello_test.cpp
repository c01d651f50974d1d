#include "messages/hello.hpp"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "messages/codec.hpp"
#include "messages/refusal.hpp"
#include "tests/messages/samples.hpp"

namespace medisc {
namespace {

using testing::HasSubstr;

/// Nonces 1, 2, 3, ... in their first byte.
NonceSource counting_nonces(std::uint8_t first) {
  return [next = first]() mutable {
    Nonce nonce{};
    nonce[0] = next++;
    return nonce;
  };
}

class HelloTest : public testing::Test {
 protected:
  Handshake hospital(const ChannelBinding& channel = kPlainChannel) {
    return Handshake::initiator({&hospital_, Role::kHospital},
                                {service_.public_key(), Role::kService}, channel,
                                counting_nonces(1));
  }

  Handshake service(std::uint8_t nonce = 100, const ChannelBinding& channel = kPlainChannel) {
    return Handshake::responder(
        {{&service_, Role::kService}},
        [this](const Peer& peer) { return peer == hospital_peer(); }, channel,
        counting_nonces(nonce));
  }

  Peer hospital_peer() const { return {hospital_.public_key(), Role::kHospital}; }

  /// A hello that the service would take, and the parts a test wants changed.
  Hello good_hello() const {
    return {kProtocolVersion, Role::kHospital, hospital_.public_key(), service_.public_key(),
            samples::counting<Nonce>(1)};
  }

  /// A hello that the hospital would take.
  Hello good_answer() const {
    return {kProtocolVersion, Role::kService, service_.public_key(), hospital_.public_key(),
            samples::counting<Nonce>(2)};
  }

  static Bytes only(const Result<std::vector<Message>>& answer) {
    EXPECT_TRUE(answer) << render(answer.error());
    EXPECT_EQ(answer->size(), 1u);
    return encode(answer->front());
  }

  static void expect_fails(Handshake& handshake, const Message& message, ErrorCode code,
                           const std::string& text) {
    const auto answer = handshake.on_message(encode(message));
    ASSERT_FALSE(answer) << text;
    EXPECT_EQ(answer.error().code, code) << render(answer.error());
    EXPECT_THAT(answer.error().context, HasSubstr(text));
    EXPECT_FALSE(handshake.done());
    EXPECT_FALSE(handshake.on_message(encode(message))) << "a failed handshake stays failed";
  }

  const Identity hospital_ = samples::identity(1);
  const Identity service_ = samples::identity(2);
  const Identity stranger_ = samples::identity(3);
};

TEST_F(HelloTest, BothSidesProveTheirKeysInFourMessages) {
  Handshake initiator = hospital();
  Handshake responder = service();
  EXPECT_TRUE(responder.start().empty());
  const auto first = initiator.start();
  ASSERT_EQ(first.size(), 1u);
  const Bytes answer = only(responder.on_message(encode(first.front())));
  const Bytes proof = only(initiator.on_message(answer));
  EXPECT_FALSE(initiator.done());
  EXPECT_FALSE(responder.done());
  const Bytes counter_proof = only(responder.on_message(proof));
  EXPECT_TRUE(responder.done());
  EXPECT_EQ(responder.peer(), hospital_peer());
  EXPECT_EQ(responder.self().identity, &service_);
  const auto last = initiator.on_message(counter_proof);
  ASSERT_TRUE(last) << render(last.error());
  EXPECT_TRUE(last->empty());
  EXPECT_TRUE(initiator.done());
  EXPECT_EQ(initiator.peer(), (Peer{service_.public_key(), Role::kService}));
}

TEST_F(HelloTest, AResponderWithSeveralNamesAnswersUnderTheOneExpected) {
  const Identity dealer = samples::identity(9);
  Handshake initiator = hospital();
  Handshake responder = Handshake::responder(
      {{&dealer, Role::kDealer}, {&service_, Role::kService}}, [](const Peer&) { return true; },
      kPlainChannel);
  const Bytes answer = only(responder.on_message(encode(initiator.start().front())));
  EXPECT_EQ(responder.self().role, Role::kService);
  const Bytes proof = only(initiator.on_message(answer));
  EXPECT_TRUE(initiator.on_message(only(responder.on_message(proof))));
  EXPECT_TRUE(initiator.done());
}

TEST_F(HelloTest, StartSendsTheSameHelloEachTime) {
  Handshake initiator = hospital();
  EXPECT_EQ(initiator.start(), initiator.start());
}

TEST_F(HelloTest, RandomNoncesDiffer) {
  EXPECT_NE(random_nonce(), random_nonce());
}

TEST_F(HelloTest, AnotherVersionIsNamedOnBothSides) {
  Hello hello = good_hello();
  hello.version = kProtocolVersion + 5;
  Handshake responder = service();
  expect_fails(responder, hello, ErrorCode::kProtocol,
               "version 15, this side speaks version 10");
  Hello answer = good_answer();
  answer.version = 0;
  Handshake initiator = hospital();
  expect_fails(initiator, answer, ErrorCode::kProtocol,
               "version 0, this side speaks version 10");
}

TEST_F(HelloTest, TheResponderRefusesAnUnknownKey) {
  Hello hello = good_hello();
  hello.key = stranger_.public_key();
  Handshake responder = service();
  expect_fails(responder, hello, ErrorCode::kRefused,
               to_hex(stranger_.public_key()) + " is not registered as a hospital");
}

TEST_F(HelloTest, TheResponderRefusesAKnownKeyInAnotherRole) {
  Hello hello = good_hello();
  hello.role = Role::kService;
  Handshake responder = service();
  expect_fails(responder, hello, ErrorCode::kRefused, "is not registered as a service");
}

TEST_F(HelloTest, TheResponderRefusesAPeerThatExpectsSomebodyElse) {
  Hello hello = good_hello();
  hello.expects = stranger_.public_key();
  Handshake responder = service();
  expect_fails(responder, hello, ErrorCode::kRefused,
               to_hex(stranger_.public_key()) + ", which is not ours");
}

TEST_F(HelloTest, TheResponderRefusesItsOwnKey) {
  Hello hello = good_hello();
  hello.key = service_.public_key();
  Handshake responder = Handshake::responder(
      {{&service_, Role::kService}}, [](const Peer&) { return true; }, kPlainChannel);
  expect_fails(responder, hello, ErrorCode::kRefused, "own key");
}

TEST_F(HelloTest, TheInitiatorRefusesAnotherKey) {
  Hello answer = good_answer();
  answer.key = stranger_.public_key();
  Handshake initiator = hospital();
  expect_fails(initiator, answer, ErrorCode::kRefused,
               "expected " + to_hex(service_.public_key()));
}

TEST_F(HelloTest, TheInitiatorRefusesAnotherRole) {
  Hello answer = good_answer();
  answer.role = Role::kDealer;
  Handshake initiator = hospital();
  expect_fails(initiator, answer, ErrorCode::kRefused, "is a dealer, expected a service");
}

TEST_F(HelloTest, TheInitiatorRefusesAnAnswerToSomebodyElse) {
  Hello answer = good_answer();
  answer.expects = stranger_.public_key();
  Handshake initiator = hospital();
  expect_fails(initiator, answer, ErrorCode::kRefused, "not ours");
}

TEST_F(HelloTest, TheInitiatorRefusesItsOwnHelloReflected) {
  Handshake initiator = hospital();
  const Message own = initiator.start().front();
  expect_fails(initiator, own, ErrorCode::kRefused, "own key");
}

TEST_F(HelloTest, AStrangerWithAGoodHelloCannotProveIt) {
  Handshake responder = service();
  const Bytes answer = only(responder.on_message(encode(good_hello())));
  Bytes transcript;
  for (const Bytes& hello : {encode(good_hello()), answer}) {
    transcript.push_back(static_cast<std::uint8_t>(hello.size()));
    transcript.insert(transcript.end(), 3, 0);
    transcript.insert(transcript.end(), hello.begin(), hello.end());
  }
  transcript.insert(transcript.end(), kPlainChannel.begin(), kPlainChannel.end());
  Handshake twin = service();
  ASSERT_TRUE(twin.on_message(encode(good_hello())));
  EXPECT_TRUE(
      twin.on_message(encode(Proof{hospital_.sign("MediSC hello initiator", transcript)})))
      << "what is signed is what the header says";
  expect_fails(responder, Proof{stranger_.sign("MediSC hello initiator", transcript)},
               ErrorCode::kRefused, "did not prove");
}

TEST_F(HelloTest, TheInitiatorRefusesAFalseProof) {
  Handshake initiator = hospital();
  ASSERT_TRUE(initiator.on_message(encode(good_answer())));
  expect_fails(initiator, Proof{}, ErrorCode::kRefused, "did not prove");
}

TEST_F(HelloTest, AProofReflectedIsRefused) {
  Handshake initiator = hospital();
  const Bytes own_proof = only(initiator.on_message(encode(good_answer())));
  EXPECT_FALSE(initiator.on_message(own_proof));
}

TEST_F(HelloTest, AHelloChangedOnTheWayIsRefusedByTheProofs) {
  Handshake initiator = hospital();
  Handshake responder = service();
  Hello first = std::get<Hello>(initiator.start().front());
  first.nonce[31] ^= 1;
  const Bytes answer = only(responder.on_message(encode(first)));
  const Bytes proof = only(initiator.on_message(answer));
  const auto refused = responder.on_message(proof);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
}

TEST_F(HelloTest, ARecordedInitiatorDoesNotConvinceTheResponderAgain) {
  Handshake initiator = hospital();
  Handshake responder = service();
  const Bytes hello = encode(initiator.start().front());
  const Bytes proof = only(initiator.on_message(only(responder.on_message(hello))));
  ASSERT_TRUE(responder.on_message(proof));
  Handshake later = service(101);
  ASSERT_TRUE(later.on_message(hello));
  const auto replayed = later.on_message(proof);
  ASSERT_FALSE(replayed);
  EXPECT_EQ(replayed.error().code, ErrorCode::kRefused);
  EXPECT_FALSE(later.done());
}

TEST_F(HelloTest, ARecordedResponderDoesNotConvinceTheInitiatorAgain) {
  Handshake initiator = hospital();
  Handshake responder = service();
  const Bytes answer = only(responder.on_message(encode(initiator.start().front())));
  const Bytes counter_proof = only(responder.on_message(only(initiator.on_message(answer))));
  Handshake later = Handshake::initiator({&hospital_, Role::kHospital},
                                         {service_.public_key(), Role::kService}, kPlainChannel,
                                         counting_nonces(50));
  ASSERT_TRUE(later.on_message(answer));
  const auto replayed = later.on_message(counter_proof);
  ASSERT_FALSE(replayed);
  EXPECT_EQ(replayed.error().code, ErrorCode::kRefused);
}

TEST_F(HelloTest, BothSidesMustBeAtTheEndsOfOneChannel) {
  const auto channel = samples::counting<ChannelBinding>(7);
  auto other = channel;
  other[31] ^= 1;
  const auto connect_to = [&](const ChannelBinding& ours, const ChannelBinding& theirs) {
    Handshake initiator = hospital(ours);
    Handshake responder = service(100, theirs);
    const Bytes hello = encode(initiator.start().front());
    const Bytes proof = only(initiator.on_message(only(responder.on_message(hello))));
    return responder.on_message(proof);
  };
  EXPECT_TRUE(connect_to(channel, channel));
  for (const auto& theirs : {other, kPlainChannel}) {
    const auto refused = connect_to(channel, theirs);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
    EXPECT_THAT(refused.error().context, HasSubstr("did not prove on this channel"));
    EXPECT_THAT(refused.error().hint, HasSubstr("nobody sits between"));
  }
  // The initiator is as strict: a responder's proof from another channel.
  Handshake initiator = hospital(channel);
  const Bytes answer =
      only(service(100, channel).on_message(encode(initiator.start().front())));
  Handshake elsewhere = hospital(other);
  Handshake talked_to = service(100, other);
  const Bytes same = only(talked_to.on_message(encode(elsewhere.start().front())));
  ASSERT_EQ(same, answer) << "hellos are alike, channels are not";
  ASSERT_TRUE(initiator.on_message(answer));
  const Bytes proof = only(talked_to.on_message(only(elsewhere.on_message(same))));
  const auto refused = initiator.on_message(proof);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().context, HasSubstr("did not prove on this channel"));
}

TEST_F(HelloTest, MessagesOutOfOrderAreRefused) {
  for (const Message& message : samples::all_messages()) {
    if (std::holds_alternative<Refusal>(message)) continue;
    if (!std::holds_alternative<Hello>(message)) {
      Handshake fresh = service();
      expect_fails(fresh, message, ErrorCode::kProtocol, "expects a hello");
      Handshake connecting = hospital();
      expect_fails(connecting, message, ErrorCode::kProtocol, "expects a hello");
    }
    if (!std::holds_alternative<Proof>(message)) {
      Handshake waiting = service();
      ASSERT_TRUE(waiting.on_message(encode(good_hello())));
      expect_fails(waiting, message, ErrorCode::kProtocol, "expects a proof");
    }
  }
}

TEST_F(HelloTest, NothingIsTakenAfterTheEnd) {
  Handshake initiator = hospital();
  Handshake responder = service();
  const Bytes hello = encode(initiator.start().front());
  const Bytes proof = only(initiator.on_message(only(responder.on_message(hello))));
  ASSERT_TRUE(responder.on_message(proof));
  const auto again = responder.on_message(proof);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kProtocol);
}

TEST_F(HelloTest, BytesThatAreNoMessageAreRefused) {
  Handshake responder = service();
  const auto answer = responder.on_message(Bytes{'G', 'E', 'T', ' ', '/'});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kProtocol);
}

TEST_F(HelloTest, ARefusalReachesTheInitiatorAsItsError) {
  Hello hello = good_hello();
  hello.key = stranger_.public_key();
  Handshake responder = service();
  const auto refused = responder.on_message(encode(hello));
  ASSERT_FALSE(refused);
  Handshake initiator = hospital();
  expect_fails(initiator, to_refusal(refused.error()), ErrorCode::kRefused,
               "the other side answers: key " + to_hex(stranger_.public_key()));
}

}  // namespace
}  // namespace medisc
