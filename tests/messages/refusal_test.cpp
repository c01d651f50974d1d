#include "messages/refusal.hpp"

#include <string>

#include <gtest/gtest.h>

namespace medisc {
namespace {

TEST(Refusal, EveryCodeComesBack) {
  for (int value = 0; value <= static_cast<int>(ErrorCode::kInternal); ++value) {
    const auto code = static_cast<ErrorCode>(value);
    const Error back = from_refusal(to_refusal({code, "what was found", "what to do"}));
    EXPECT_EQ(back.code, code);
    if (code == ErrorCode::kStorage || code == ErrorCode::kInternal) continue;
    EXPECT_EQ(back.context, "the other side answers: what was found");
    EXPECT_EQ(back.hint, "what to do");
  }
}

TEST(Refusal, TroubleWithinStaysWithin) {
  for (const auto code : {ErrorCode::kStorage, ErrorCode::kInternal}) {
    const Refusal refusal = to_refusal({code, "/var/lib/medisc/a.db: disk I/O error", "/var"});
    EXPECT_EQ(refusal.context, "it has trouble of its own");
    EXPECT_EQ(refusal.hint, "its log says more");
  }
}

TEST(Refusal, AnUnknownCodeIsARefusal) {
  EXPECT_EQ(from_refusal({"quantum-decay", "x", ""}).code, ErrorCode::kRefused);
  EXPECT_EQ(from_refusal({"", "x", ""}).code, ErrorCode::kRefused);
}

TEST(Refusal, TextsAreCut) {
  const std::string longer(kMaxRefusalText + 1, 'x');
  const Refusal refusal = to_refusal({ErrorCode::kRefused, longer, longer});
  EXPECT_EQ(refusal.context.size(), kMaxRefusalText);
  EXPECT_EQ(refusal.hint.size(), kMaxRefusalText);
}

TEST(Refusal, WhatIsNotPrintableIsReplacedInBothDirections) {
  const std::string wild = std::string("a\x1b[2J\n\x7f\xff") + '\0' + "~ b";
  const std::string clean = "a?[2J????~ b";
  EXPECT_EQ(to_refusal({ErrorCode::kRefused, wild, wild}).context, clean);
  EXPECT_EQ(to_refusal({ErrorCode::kRefused, wild, wild}).hint, clean);
  const Error error = from_refusal({"refused", wild, wild});
  EXPECT_EQ(error.context, "the other side answers: " + clean);
  EXPECT_EQ(error.hint, clean);
}

}  // namespace
}  // namespace medisc
