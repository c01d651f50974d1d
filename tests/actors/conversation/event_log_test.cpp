#include "actors/conversation/event_log.hpp"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

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
              MatchesRegex("[0-9-]{10}T[0-9:.]{12}[+-][0-9]{2}:[0-9]{2} info .*"));
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

TEST(EventLog, TheJournalIsToldThePriority) {
  const auto journal = [](LogFormat format) {
    testing::internal::CaptureStderr();
    struct stat status {};
    EXPECT_EQ(::fstat(STDERR_FILENO, &status), 0);
    const std::string stream =
        std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
    ::setenv("JOURNAL_STREAM", stream.c_str(), 1);
    const auto event_log = make_event_log({LogLevel::kDebug, format});
    ::unsetenv("JOURNAL_STREAM");
    event_log->debug("one");
    event_log->info("two");
    event_log->warning("three", {{"a", "b"}});
    event_log->error("four");
    return testing::internal::GetCapturedStderr();
  };
  EXPECT_EQ(journal(LogFormat::kText), "<7>one\n<6>two\n<4>three a=b\n<3>four\n");
  EXPECT_THAT(journal(LogFormat::kJson), HasSubstr("\n<4>{\"time\":"));
  ::setenv("JOURNAL_STREAM", "1:1", 1);
  const std::string elsewhere =
      written(LogLevel::kInfo, LogFormat::kText, [](EventLog& log) { log.info("one"); });
  ::unsetenv("JOURNAL_STREAM");
  EXPECT_THAT(elsewhere, HasSubstr(" info one\n"));
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
