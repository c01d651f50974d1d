// Manual pages against the command line that they are made from.
#include "packaging/manual/command_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "packaging/manual/completions.hpp"
#include "packaging/manual/roff.hpp"

namespace medisc {
namespace {

using testing::HasSubstr;

CommandDescription sample() {
  OptionDescription file{{"-c", "--config"}, "FILE",   {},  "where it is",
                         "/etc/x",           "X_FILE", true};
  OptionDescription format{{"--format"}, "a|b", {"a", "b"}, "how", "a", "", false};
  OptionDescription word{{}, "MODEL.onnx", {}, "a network", "", "", false};
  return {"medisc do", "Does it.",           "Examples:\n  medisc do -c x\n",
          "",          {word, file, format}, {}};
}

TEST(CommandPage, has_every_option_and_the_example) {
  const std::string page = command_page(sample(), "1.2.3");
  EXPECT_THAT(page, HasSubstr(".TH \"MEDISC\\-DO\" 1 \"\" \"MediSC 1.2.3\""));
  EXPECT_THAT(page, HasSubstr(".SH NAME\nmedisc\\-do \\- Does it\n"));
  EXPECT_THAT(page, HasSubstr("[\\fIMODEL.onnx\\fR]\n\\fB\\-\\-config\\fR \\fIFILE\\fR\n"));
  EXPECT_THAT(page, HasSubstr(".TP\n\\fB\\-c\\fR, \\fB\\-\\-config\\fR \\fIFILE\\fR\n"
                              "where it is.\nRequired.\nDefault: \\fB/etc/x\\fR.\n"
                              "Environment: \\fBX_FILE\\fR.\n"));
  EXPECT_THAT(page, HasSubstr(".TP\n\\fIMODEL.onnx\\fR\na network.\n"));
  EXPECT_THAT(page, HasSubstr(".SH EXAMPLES\n.nf\n  medisc do \\-c x\n.fi\n"));
}

TEST(CommandPage, a_word_that_must_be_there_stands_without_brackets) {
  CommandDescription command = sample();
  command.options[0].required = true;
  EXPECT_THAT(command_page(command, "0"), HasSubstr("\n\\fIMODEL.onnx\\fR\n\\fB\\-\\-config"));
}

TEST(CommandPage, the_first_lists_every_verb_with_a_page_of_its_own) {
  const auto medisc = describe_commands();
  const std::string page = command_page(medisc, "0");
  visit_commands(medisc, [&](const CommandDescription& command) {
    if (!command.verbs.empty()) return;
    EXPECT_THAT(page, HasSubstr(".TP\n" + bold(command.name) + "\n" + roff(command.text)));
  });
  for (const char* heading : {"Set up", "The three roles", "Models", "Watch"}) {
    EXPECT_THAT(page, HasSubstr(std::string(".SS ") + heading + "\n"));
  }
}

TEST(CommandPage, every_verb_says_what_it_does_and_has_an_example) {
  visit_commands(describe_commands(), [](const CommandDescription& command) {
    EXPECT_FALSE(command.text.empty()) << command.name;
    EXPECT_FALSE(command.group.empty() && command.name != "medisc") << command.name;
    if (command.verbs.empty()) {
      EXPECT_THAT(command.footer, HasSubstr("Examples:\n")) << command.name;
      EXPECT_THAT(command.footer, HasSubstr(command.name + " "));
    }
    for (const auto& option : command.options) {
      EXPECT_FALSE(option.text.empty()) << command.name;
      for (const auto& name : option.names) EXPECT_TRUE(name.starts_with("-")) << name;
    }
  });
}

TEST(Roff, reads_as_it_is_written) {
  EXPECT_EQ(roff(".x\n'y -z \\"), "\\&.x\n\\&'y \\-z \\e");
}

}  // namespace
}  // namespace medisc
