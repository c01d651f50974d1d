// The pages that the build wrote, as man's formatter reads them.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "packaging/manual/completions.hpp"
#include "shell.hpp"

namespace medisc {
namespace {

using testing::HasSubstr;

const std::filesystem::path kManual = MEDISC_MANUAL;

std::string formatted(const std::filesystem::path& page) {
  return test::run_shell("gzip -dc " + page.string() +
                         " | groff -man -Tutf8 -ww -P-c -P-b -P-u -P-o");
}

TEST(Pages, every_verb_has_one_that_formats_without_a_warning) {
  if (!test::has_program("groff")) GTEST_SKIP() << "there is no groff";
  visit_commands(describe_commands(), [&](const CommandDescription& command) {
    std::string name = command.name;
    for (char& c : name) c = c == ' ' ? '-' : c;
    const auto page = kManual / "man1" / (name + ".1.gz");
    ASSERT_TRUE(std::filesystem::exists(page)) << page;
    const std::string text = formatted(page);
    EXPECT_THAT(text, testing::Not(HasSubstr(": warning"))) << page;
    EXPECT_THAT(text, testing::Not(HasSubstr("(failed)"))) << page;
    for (const auto& option : command.options) {
      for (const auto& flag : option.names) EXPECT_THAT(text, HasSubstr(flag)) << page;
    }
  });
}

TEST(Pages, that_of_the_configurations_has_every_section) {
  if (!test::has_program("groff")) GTEST_SKIP() << "there is no groff";
  const std::string text = formatted(kManual / "man5" / "medisc.toml.5.gz");
  EXPECT_THAT(text, testing::Not(HasSubstr(": warning")));
  for (const char* part : {"CONFIGURATION OF THE DEALER", "CONFIGURATION OF THE SERVICE",
                           "CONFIGURATION OF THE HOSPITAL", "[[models]]", "listen = ",
                           "calibration = ", "[connect]", "delay_ms = 200", "MEDISC_CONFIG"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

}  // namespace
}  // namespace medisc
