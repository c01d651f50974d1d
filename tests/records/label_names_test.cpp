#include "records/label_names.hpp"

#include <gmock/gmock.h>

namespace medisc {
namespace {

using testing::HasSubstr;

std::string refusal(const tl::expected<std::int64_t, std::string>& label) {
  return label ? "" : label.error();
}

TEST(LabelNames, WholeNumbers) {
  LabelNames names({}, 3);
  EXPECT_EQ(names.read("2"), 2);
  EXPECT_EQ(names.read("2.0"), 2);
  EXPECT_EQ(names.read(" 1 "), 1);
  EXPECT_EQ(names.read(2.0), 2);
  EXPECT_THAT(refusal(names.read("3")), HasSubstr("the model has classes 0 to 2"));
  EXPECT_THAT(refusal(names.read("-1")), HasSubstr("out of range"));
  EXPECT_THAT(refusal(names.read("1.5")), HasSubstr("not whole"));
  EXPECT_THAT(refusal(names.read("1e300")), HasSubstr("not whole"));
  EXPECT_THAT(refusal(names.read("")), HasSubstr("no label"));
  EXPECT_EQ(names.read("1,0", ','), 1);
  EXPECT_EQ(LabelNames({}, std::nullopt).read("99"), 99);
}

TEST(LabelNames, NamesOfClasses) {
  LabelNames names({"Benign", "Malignant", "normal"}, std::nullopt);
  EXPECT_EQ(names.read("malignant"), 1);
  EXPECT_EQ(names.read(" BENIGN "), 0);
  EXPECT_EQ(names.read("2"), 2);
  EXPECT_EQ(names.note(), "");
  EXPECT_EQ(names.read("M"), 1);
  EXPECT_THAT(names.note(), HasSubstr("first letters"));
  EXPECT_THAT(refusal(names.read("cyst")), HasSubstr("none of the model's classes"));
  EXPECT_THAT(refusal(names.read("true")), HasSubstr("none of the model's classes"));
}

TEST(LabelNames, FirstLettersOfTwoClassesAreNone) {
  LabelNames names({"malignant", "mixed"}, std::nullopt);
  EXPECT_FALSE(names.read("m").has_value());
  EXPECT_EQ(names.read("mi"), 1);
}

TEST(LabelNames, NamesThatAreNumbers) {
  LabelNames names({"1", "2", "3"}, 3);
  EXPECT_EQ(names.read("1"), 0);
  EXPECT_EQ(names.read("3.0"), 2);
  EXPECT_EQ(names.read(2.0), 1);
  EXPECT_FALSE(names.read("0").has_value());
}

TEST(LabelNames, Truths) {
  LabelNames two({}, 2);
  EXPECT_EQ(two.read("True"), 1);
  EXPECT_EQ(two.read("FALSE"), 0);
  EXPECT_THAT(two.note(), HasSubstr("true and false"));
  EXPECT_THAT(refusal(LabelNames({}, 3).read("True")), HasSubstr("expected one of 3 classes"));
  EXPECT_EQ(LabelNames({"true", "false"}, 2).read("True"), 0);
}

TEST(LabelNames, TextWithoutNames) {
  LabelNames names({}, 2);
  EXPECT_THAT(refusal(names.read("secret7")), HasSubstr("no names"));
  EXPECT_EQ(refusal(names.read("secret7")).find("secret7"), std::string::npos);
}

}  // namespace
}  // namespace medisc
