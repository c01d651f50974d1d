#include "records/text_encoding.hpp"

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST(TextEncoding, Utf8) {
  for (const char* text : {"", "a,b",
                           "Gr\xC3\xB6\xC3\x9F"
                           "e",
                           "\xE2\x88\x92"
                           "1",
                           "\xF0\x9F\x98\x80"}) {
    const auto decoded = decode_text(text, "f.csv");
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(decoded->text, text);
    EXPECT_THAT(decoded->note, IsEmpty());
  }
  EXPECT_EQ(decode_text("\xEF\xBB\xBF"
                        "a",
                        "f.csv")
                ->text,
            "a");
}

TEST(TextEncoding, Windows1252) {
  const auto decoded = decode_text(
      "gr\xF6\xDF"
      "e,\x80,1\xA0,\x96",
      "f.csv");
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->text,
            "gr\xC3\xB6\xC3\x9F"
            "e,\xE2\x82\xAC,1\xC2\xA0,\xE2\x80\x93");
  EXPECT_THAT(decoded->note, HasSubstr("Windows-1252"));
  // Overlong, a surrogate, beyond the last character: no UTF-8.
  for (const char* text :
       {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3"}) {
    EXPECT_FALSE(decode_text(text, "f.csv")->note.empty());
  }
}

TEST(TextEncoding, Utf16) {
  const std::string little(
      "\xFF\xFE"
      "a\0,\0\xF6\0\x3D\xD8\x00\xDE",
      12);
  EXPECT_EQ(decode_text(little, "f.csv")->text, "a,\xC3\xB6\xF0\x9F\x98\x80");
  const std::string big("\xFE\xFF\0a\0,", 6);
  EXPECT_EQ(decode_text(big, "f.csv")->text, "a,");
  EXPECT_THAT(decode_text(big, "f.csv")->note, HasSubstr("UTF-16"));
  for (const std::string& bad :
       {std::string("\xFF\xFE"
                    "a",
                    3),
        std::string("\xFF\xFE\x3D\xD8", 4), std::string("\xFF\xFE\x00\xDE", 4),
        std::string("\xFF\xFE\x3D\xD8"
                    "a\0",
                    6)}) {
    EXPECT_THAT(decode_text(bad, "f.csv"), Refused(ErrorCode::kBadInput, "malformed"));
  }
}

TEST(TextEncoding, Utf16WithoutItsMark) {
  using std::string_literals::operator""s;
  const auto little = decode_text("a\0,\0b\0\n\0001\0,\0002\0\xF6\0"s, "f.csv");
  ASSERT_TRUE(little.has_value());
  EXPECT_EQ(little->text, "a,b\n1,2\xC3\xB6");
  EXPECT_THAT(little->note, HasSubstr("UTF-16, without a byte-order mark"));
  EXPECT_EQ(decode_text("\0a\0,\0b\0\n"s, "f.csv")->text, "a,b\n");
  EXPECT_THAT(decode_text("a\0,\0b\0\n"s, "f.csv"), Refused(ErrorCode::kBadInput, "malformed"));
  for (const std::string& other :
       {"a,b\n1,2\0"s, "a\0"s, "a\0\0\0,\0\0\0b\0\0\0"s, "a,b\n1,\0002"s}) {
    EXPECT_EQ(decode_text(other, "f.csv")->text, other);
  }
  EXPECT_THAT(decode_text("\xFF\xFE\0\0a\0\0\0"s, "f.csv"),
              Refused(ErrorCode::kBadInput, "f.csv is text in UTF-32"));
}

TEST(TextEncoding, WhatIsNoTable) {
  EXPECT_THAT(decode_text("[{\"age\": 50}]", "f.csv"),
              Refused(ErrorCode::kBadInput, "f.csv is a JSON document, and no table"));
  EXPECT_THAT(decode_text("\xEF\xBB\xBF<html>", "f.csv"),
              Refused(ErrorCode::kBadInput, "f.csv is a web page"));
}

TEST(TextEncoding, FilesOfOtherKinds) {
  EXPECT_THAT(decode_text("PK\x03\x04...", "f.csv"),
              Refused(ErrorCode::kBadInput, "f.csv is a zip archive (a spreadsheet"));
  EXPECT_THAT(decode_text("\x1F\x8B...", "f.csv"), Refused(ErrorCode::kBadInput, "gzip"));
  EXPECT_THAT(decode_text("\x93NUMPY", "f.csv"), Refused(ErrorCode::kBadInput, "NumPy"));
  EXPECT_THAT(decode_text("PAR1...", "f.csv"), Refused(ErrorCode::kBadInput, "Parquet"));
}

}  // namespace
}  // namespace medisc
