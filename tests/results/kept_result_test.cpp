#include "results/kept_result.hpp"

#include <gtest/gtest.h>

#include "messages/identity.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

class KeptResultTest : public testing::Test {
 protected:
  KeptResultTest() { EXPECT_TRUE(initialise_crypto().has_value()); }

  SealedResult sealed() const { return {"r1", 7, {}, seal_result(key_, result_)}; }

  const Seed key_ = Seed::random();
  const KeptResult result_{
      "r1", 7, "st-anna/4711", {1, 2, 3}, {-5, 1LL << 40, 0}, {1, 2, 3, 4, 5, 6, 7}, 16};
};

TEST_F(KeptResultTest, OpensAsItWas) {
  EXPECT_EQ(open_result(key_, sealed()).value(), result_);
}

TEST_F(KeptResultTest, ShowsNothingOfIt) {
  const Bytes bytes = sealed().sealed;
  const std::string text(bytes.begin(), bytes.end());
  EXPECT_EQ(text.find("4711"), std::string::npos);
  EXPECT_NE(bytes, sealed().sealed) << "the same twice is not seen";
}

TEST_F(KeptResultTest, OpensUnderItsKeyInItsPlaceAlone) {
  EXPECT_TRUE(failed(open_result(Seed::random(), sealed()), ErrorCode::kStorage, "r1"));
  SealedResult moved = sealed();
  moved.place = 8;
  EXPECT_TRUE(failed(open_result(key_, moved), ErrorCode::kStorage));
  moved = sealed();
  moved.request = "r2";
  EXPECT_TRUE(failed(open_result(key_, moved), ErrorCode::kStorage));
}

TEST_F(KeptResultTest, EachAlteredOrMissingByteIsFound) {
  const SealedResult whole = sealed();
  for (std::size_t i = 0; i < whole.sealed.size(); ++i) {
    SealedResult altered = whole;
    altered.sealed[i] ^= 1;
    EXPECT_TRUE(failed(open_result(key_, altered), ErrorCode::kStorage)) << i;
    SealedResult cut = whole;
    cut.sealed.resize(i);
    EXPECT_TRUE(failed(open_result(key_, cut), ErrorCode::kStorage)) << i;
  }
}

}  // namespace
}  // namespace medisc::test
