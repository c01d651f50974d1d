// Completions as the shells themselves run them.
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shell.hpp"

namespace medisc {
namespace {

using test::run_shell;
using testing::HasSubstr;
using testing::Not;

const std::string kManual = MEDISC_MANUAL;

/// What bash would offer for the last of `words`, a line each; `words` are the shell's own.
std::string offered(const std::string& words, const std::string& before = "") {
  return run_shell("bash -c '" + before + " . " + kManual + "/bash/medisc; COMP_WORDS=(" +
                   words +
                   "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _medisc; "
                   "printf \"%s\\n\" \"${COMPREPLY[@]}\"'");
}

TEST(BashCompletion, verbs_and_options) {
  EXPECT_EQ(offered("medisc dea"), "dealer\n");
  EXPECT_EQ(offered("medisc dealer \"\""), "run\nfill\n-h\n--help\n");
  EXPECT_EQ(offered("medisc dealer fill --cou"), "--count\n");
  const std::string all = offered("medisc service run --");
  for (const char* option : {"--config", "--set", "--listen", "--log-level"}) {
    EXPECT_THAT(all, HasSubstr(std::string(option) + "\n"));
  }
  EXPECT_THAT(all, Not(HasSubstr("--count")));
}

TEST(BashCompletion, values) {
  EXPECT_EQ(offered("medisc dealer fill --format \"\""), "table\njson\njsonl\ncsv\n");
  EXPECT_EQ(offered("medisc service run --log-level w"), "warning\n");
  EXPECT_EQ(offered("medisc dealer fill --count \"\""), "\n") << "a number is no word of ours";
  const std::string at = " cd " + std::string(MEDISC_SOURCE_DIR) + "/examples/breast;";
  EXPECT_EQ(offered("medisc hospital diagnose --records rec", at),
            "records.csv\nrecords_norm.csv\n");
  EXPECT_EQ(offered("medisc hospital diagnose --maps rec", at),
            "records.csv\nrecords_norm.csv\n");
  EXPECT_THAT(offered("medisc plan mod", at), HasSubstr("model.onnx\n"));
}

TEST(BashCompletion, models_of_the_configuration) {
  EXPECT_EQ(offered("medisc plan --config " + std::string(MEDISC_SOURCE_DIR) +
                    "/config/service.toml --model \"\""),
            "digits\n");
}

TEST(ZshCompletion, is_a_script_with_every_verb) {
  if (!test::has_program("zsh")) GTEST_SKIP() << "there is no zsh";
  const std::string script = kManual + "/zsh/_medisc";
  EXPECT_EQ(run_shell("zsh -n " + script), "");
  // _arguments and _describe are zsh's; here they print what they are given.
  const auto completed = [&](const std::string& words) {
    return run_shell(
        "zsh -fc '_arguments() { print -l -- at ${words[1]} $CURRENT \"$@\" }; "
        "_describe() { print -l -- $verbs }; words=(" +
        words + "); CURRENT=${#words}; . " + script + "'");
  };
  EXPECT_THAT(completed("medisc \"\""), HasSubstr("dealer:The dealer"));
  const std::string fill = completed("medisc dealer fill --c");
  EXPECT_THAT(fill, HasSubstr("at\nfill\n2\n"));
  EXPECT_THAT(fill, HasSubstr("--count["));
  EXPECT_THAT(fill, HasSubstr("table|json|jsonl|csv:(table json jsonl csv)"));
}

TEST(FishCompletion, offers_verbs_options_and_values) {
  if (!test::has_program("fish")) GTEST_SKIP() << "there is no fish";
  const auto offered_by_fish = [&](const std::string& line) {
    return run_shell("HOME=/nonexistent fish --no-config -c 'source " + kManual +
                     "/fish/medisc.fish; complete -C \"" + line + "\"' 2>/dev/null");
  };
  EXPECT_THAT(offered_by_fish("medisc dea"), HasSubstr("dealer\t"));
  EXPECT_THAT(offered_by_fish("medisc dealer fill --cou"), HasSubstr("--count\t"));
  EXPECT_THAT(offered_by_fish("medisc dealer fill --format "), HasSubstr("json"));
  EXPECT_THAT(offered_by_fish("medisc dealer "), Not(HasSubstr("keygen")));
}

}  // namespace
}  // namespace medisc
