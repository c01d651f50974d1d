#include <gmock/gmock.h>

#include "gateway/report/cielab.hpp"
#include "gateway/report/object_text.hpp"
#include "gateway/report/object_uid.hpp"
#include "gateway/report/ucum.hpp"
#include "tests/gateway/report_objects.hpp"

namespace medisc {
namespace {

TEST(ObjectText, IsCutByLetters) {
  EXPECT_EQ(one_value("abcdef", 6), "abcdef");
  EXPECT_EQ(one_value("abcdefg", 6), "abc...");
  EXPECT_EQ(one_value("äöüäöü", 6), "äöüäöü");
  EXPECT_EQ(one_value("äöüäöüß", 6), "äöü...");
}

TEST(ObjectText, HoldsNothingThatMeansMore) {
  EXPECT_EQ(one_value(" a\\b\nc\x7F ", 64), "a/b c");
  EXPECT_EQ(one_value("a\xFF\xC3", 64), "a");
  EXPECT_EQ(plain_text("a\nb\x1B\\\xE2\x82"), "a\nb \\  ");
  EXPECT_EQ(ascii_text("Müdigkeit 病"), "M?digkeit ?");
}

TEST(ObjectText, HasNumbersOfSixteenLetters) {
  EXPECT_EQ(decimal_string(0.1), "0.1");
  EXPECT_EQ(decimal_string(-1.0 / 3), "-0.3333333333333");
  for (const double number : {-1.2345678901234567e-300, 1.2345678901234567e308, 1e15 / 7}) {
    EXPECT_LE(decimal_string(number).size(), 16U);
    EXPECT_NEAR(std::stod(decimal_string(number)) / number, 1, 1e-7);
  }
}

TEST(ObjectUid, IsAUid) {
  const std::string uid = object_uid(test::some_facts(), "1.2.3", "report");
  EXPECT_TRUE(is_uid(uid));
  EXPECT_LE(uid.size(), 44U);
  EXPECT_NE(uid, object_uid(test::some_facts(), "1.2.3", "segmentation"));
  EXPECT_EQ(named_uid("MediSC"), "2.25.106634934283405857275559043256999393393");
  for (const char* wrong : {"", ".1", "1.", "1..2", "1.02", "1.2a", "1 2"}) {
    EXPECT_FALSE(is_uid(wrong)) << wrong;
  }
  EXPECT_TRUE(is_uid("1.0.2"));
  EXPECT_FALSE(is_uid("1." + std::string(63, '2')));
}

TEST(Ucum, HasCodesOfAllUnits) {
  EXPECT_EQ(ucum_code(""), "1");
  EXPECT_EQ(ucum_code("years"), "a");
  EXPECT_EQ(ucum_code("mmHg"), "mm[Hg]");
  EXPECT_EQ(ucum_code("points"), "{points}");
  EXPECT_EQ(ucum_code("a unit"), "1");
  EXPECT_EQ(ucum_code("fifteen-letters"), "1");
}

TEST(Cielab, OfWhiteAndBlackHasNoColour) {
  EXPECT_THAT(cielab_of({0, 0, 0}), testing::ElementsAre(0, 32896, 32896));
  const auto white = cielab_of({255, 255, 255});
  EXPECT_NEAR(white[0], 65535, 2);
  EXPECT_NEAR(white[1], 32896, 40);
  EXPECT_NEAR(white[2], 32896, 40);
}

}  // namespace
}  // namespace medisc
