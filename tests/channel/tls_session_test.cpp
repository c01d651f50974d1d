#include "channel/tls_session.hpp"

#include "messages/frame.hpp"
#include "tests/channel/session_pair.hpp"

namespace medisc::test {
namespace {

TEST(TlsSession, OpensAtBothEndsAndBindsThemAlike) {
  SessionPair pair;
  EXPECT_FALSE(pair.client.session->is_open());
  pair.settle();
  EXPECT_TRUE(pair.client.session->is_open());
  EXPECT_TRUE(pair.server.session->is_open());
  EXPECT_EQ(pair.client.session->binding(), pair.server.session->binding());
  EXPECT_NE(pair.client.session->binding(), kPlainChannel);
  SessionPair other;
  other.settle();
  EXPECT_NE(pair.client.session->binding(), other.client.session->binding());
}

TEST(TlsSession, CarriesBytesInOrderHoweverTheyAreCut) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{16'000}}) {
    SessionPair pair;
    pair.settle(piece);
    ASSERT_TRUE(pair.server.session->is_open()) << piece;
    const Bytes up = counted(50'000);
    const Bytes down = counted(3);
    pair.client.send_parts(std::span(up).first(4), std::span(up).subspan(4));
    pair.server.send(down);
    pair.settle(piece);
    EXPECT_EQ(pair.server.read, up);
    EXPECT_EQ(pair.client.read, down);
  }
}

TEST(TlsSession, WritesAtOnceAreReadAtOnce) {
  SessionPair pair;
  pair.settle();
  const Bytes large = counted(5u << 20);
  pair.client.send(large);
  pair.client.send({1, 2, 3});
  EXPECT_GT(pair.client.sent.size(), large.size());
  EXPECT_LT(pair.client.sent.size(), large.size() + large.size() / 500) << "records are full";
  pair.settle();
  ASSERT_EQ(pair.server.read.size(), large.size() + 3);
  EXPECT_TRUE(std::equal(large.begin(), large.end(), pair.server.read.begin()));
}

TEST(TlsSession, AShortMessageIsOneRecord) {
  SessionPair pair;
  pair.settle();
  pair.client.send_parts(Bytes{9, 0, 0, 0}, counted(9));
  EXPECT_EQ(pair.client.sent.size(), 5u + 4 + 9 + 1 + 16) << "header, content, type, tag";
}

TEST(TlsSession, ShowsNothingOfWhatItCarries) {
  SessionPair pair;
  pair.settle();
  const Bytes secret = counted(64);
  pair.client.send(secret);
  EXPECT_EQ(std::search(pair.client.sent.begin(), pair.client.sent.end(), secret.begin(),
                        secret.begin() + 8),
            pair.client.sent.end());
}

TEST(TlsSession, SaysWhenNoMoreComes) {
  SessionPair pair;
  pair.settle();
  pair.client.send({1});
  pair.client.session->close();
  pair.client.send({2});
  pair.settle();
  EXPECT_EQ(pair.server.read, Bytes{1});
  EXPECT_TRUE(pair.server.session->has_ended());
  EXPECT_FALSE(pair.server.session->is_open());
  EXPECT_TRUE(pair.server.outcome);
  EXPECT_FALSE(pair.client.session->has_ended());
}

TEST(TlsSession, AnAlteredRecordEndsIt) {
  SessionPair pair;
  pair.settle();
  pair.client.send(counted(100));
  pair.client.sent[50] ^= 1;
  pair.settle();
  EXPECT_TRUE(ended_with(pair.server, ErrorCode::kProtocol, "bad record mac"));
  EXPECT_TRUE(pair.server.read.empty());
  EXPECT_TRUE(ended_with(pair.client, ErrorCode::kProtocol, "the peer breaks TLS off"));
  pair.server.send({1});
  EXPECT_TRUE(pair.server.sent.empty()) << "a failed session stays silent";
}

TEST(TlsSession, ARepeatedRecordEndsIt) {
  SessionPair pair;
  pair.settle();
  pair.client.send(counted(100));
  const Bytes once = pair.client.sent;
  pair.client.sent.insert(pair.client.sent.end(), once.begin(), once.end());
  pair.settle();
  EXPECT_TRUE(ended_with(pair.server, ErrorCode::kProtocol, "bad record mac"));
  EXPECT_EQ(pair.server.read, counted(100));
}

TEST(TlsSession, WhoSpeaksNoTlsIsToldSo) {
  for (const Bytes& first :
       {Bytes{0x90, 0, 0, 0, 1, 2, 3}, Bytes{'G', 'E', 'T', ' ', '/'}, Bytes{0}}) {
    SessionPair pair;
    const auto refused = pair.server.receive(first);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kProtocol);
    EXPECT_THAT(render(refused.error()), testing::HasSubstr("does not speak TLS"));
    EXPECT_TRUE(looks_like_tls(pair.server.sent)) << "a MediSC peer knows what this means";
    EXPECT_TRUE(pair.server.receive(first)) << "told once";
  }
  SessionPair pair;
  EXPECT_FALSE(pair.client.receive(Bytes{0x90, 0, 0, 0}));
}

TEST(TlsSession, NoiseInRecordsEndsIt) {
  SessionPair pair;
  Bytes noise = counted(300);
  noise[0] = 0x16;
  noise[1] = noise[2] = 0x03;
  noise[3] = 0;
  noise[4] = 200;
  EXPECT_FALSE(pair.server.receive(noise));
}

TEST(TlsSession, NothingIsSentBeforeItIsOpen) {
  SessionPair pair;
  const std::size_t greeting = pair.client.sent.size();
  EXPECT_GT(greeting, 0u);
  pair.client.send({1});
  pair.client.session->close();
  EXPECT_EQ(pair.client.sent.size(), greeting);
  EXPECT_TRUE(pair.server.sent.empty()) << "a server waits";
}

TEST(TlsSession, KeysAreRenewedAndNobodyNotices) {
  SessionPair pair;
  pair.settle();
  constexpr std::size_t kSends = (std::size_t{1} << 19) + 3;
  std::size_t renewals = 0;
  for (std::size_t i = 0; i < kSends; ++i) {
    pair.client.send({7});
    renewals += pair.client.sent.size() > 5 + 1 + 1 + 16;
    pair.settle();
  }
  EXPECT_EQ(renewals, 1u);
  EXPECT_TRUE(pair.server.outcome);
  EXPECT_EQ(pair.server.read.size(), kSends);
}

TEST(TlsSession, NoFrameOfAHandshakeLooksLikeTls) {
  for (std::size_t size = 1; size <= kHandshakeLimit; ++size) {
    ASSERT_FALSE(looks_like_tls(frame_prefix(size))) << size;
  }
}

}  // namespace
}  // namespace medisc::test
