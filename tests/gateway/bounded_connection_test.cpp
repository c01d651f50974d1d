#include "gateway/dicom/bounded_connection.hpp"

#include <string>

#include <gtest/gtest.h>

namespace medisc::test {
namespace {

std::string pdu(std::uint32_t length, std::size_t body) {
  std::string text("\x04\0", 2);
  for (int shift = 24; shift >= 0; shift -= 8)
    text += static_cast<char>(length >> shift & 0xFF);
  return text + std::string(body, 'x');
}

bool sees(PduWatch& watch, const std::string& text) {
  return watch.see(text.data(), text.size());
}

TEST(PduWatch, FollowsWholePdusInWhateverPieces) {
  const std::string stream = pdu(3, 3) + pdu(0, 0) + pdu(kMostPdu, kMostPdu) + pdu(1, 1);
  for (const std::size_t piece :
       {std::size_t{1}, std::size_t{5}, std::size_t{4096}, stream.size()}) {
    PduWatch watch;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
      ASSERT_TRUE(sees(watch, stream.substr(at, piece))) << piece;
    }
    EXPECT_FALSE(sees(watch, pdu(kMostPdu + 1, 0))) << "it is where a PDU begins";
  }
}

TEST(PduWatch, EndsAtOneThatIsTooLong) {
  PduWatch watch;
  EXPECT_TRUE(sees(watch, pdu(2, 2) + pdu(0x7FFFFFFF, 0).substr(0, 5)));
  EXPECT_FALSE(sees(watch, std::string(1, '\xFF')));
  EXPECT_FALSE(sees(watch, pdu(1, 1))) << "nothing is sound behind it";
}

}  // namespace
}  // namespace medisc::test
