#include "actors/conversation/event_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace medisc::test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

std::string written(LogLevel least, LogFormat format,
                    const std::function<void(EventLog&)>& write) {
  testing::internal::CaptureStderr();
  const auto event_log = make_event_log({least, format});
  write(*event_log);
  return testing::internal::GetCapturedStderr();
}

TEST(EventLog, TextIsALineAnEvent) {
  const std::string text = written(LogLevel::kInfo, LogFormat::kText, [](EventLog& event_log) {
    event_log.info("session-done", {{"session", "ab12"}, {"records", "3"}});
    event_log.warning("conversation-failed", {{"error", "it \"broke\"\nhere=now"}, {"at", ""}});
  });
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  EXPECT_THAT(text, HasSubstr(" info session-done session=ab12 records=3\n"));
  EXPECT_THAT(text, HasSubstr(R"(error="it \"broke\"\nhere=now" at="")"));
  EXPECT_THAT(text.substr(0, text.find('\n')),
              MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.]+ info .*"));
}

TEST(EventLog, JsonIsAnObjectAnEvent) {
  const std::string text = written(LogLevel::kInfo, LogFormat::kJson, [](EventLog& event_log) {
    event_log.info("peer-met", {{"role", "hospital"}, {"note", "a \"b\"\n\xff"}});
  });
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_THAT(text, HasSubstr(R"("event":"peer-met")"));
  EXPECT_THAT(text, HasSubstr(R"("level":"info")"));
  EXPECT_THAT(text, HasSubstr(R"("role":"hospital")"));
  EXPECT_THAT(text, HasSubstr(R"("note":"a \"b\"\n)"));
  EXPECT_THAT(text, MatchesRegex("\\{\"time\":[0-9.]+,.*\\}\n"));
}

TEST(EventLog, LessThanTheLevelIsNotWritten) {
  const auto all = [](EventLog& event_log) {
    event_log.debug("one");
    event_log.info("two");
    event_log.warning("three");
  };
  EXPECT_THAT(written(LogLevel::kDebug, LogFormat::kText, all), HasSubstr("one"));
  EXPECT_THAT(written(LogLevel::kInfo, LogFormat::kText, all), testing::Not(HasSubstr("one")));
  const std::string warnings = written(LogLevel::kWarning, LogFormat::kText, all);
  EXPECT_THAT(warnings, testing::Not(HasSubstr("two")));
  EXPECT_THAT(warnings, HasSubstr("three"));
  EXPECT_EQ(written(LogLevel::kError, LogFormat::kText, all), "");
}

}  // namespace
}  // namespace medisc::test
