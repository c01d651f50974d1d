// The page of the configurations against the examples that it is made from.
#include "packaging/manual/toml_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace medisc {
namespace {

using testing::HasSubstr;

TEST(TomlPage, keys_stand_under_their_section_with_their_comments) {
  const std::string page =
      toml_page({{"dealer",
                  "# A dealer.\n#\n# It deals.\n\n[dealer]\n# Where it\n"
                  "# listens.\nlisten = \"x:1\"\n\n# Both\n[[peers]]\n"
                  "name = \"a\"  # short\n# bits = 3\n\n# None.\n# [tls]\n# mode = \"x\"\n"}},
                "1.0");
  EXPECT_THAT(page,
              HasSubstr("\"CONFIGURATION OF THE DEALER\"\n.PP\nA dealer.\n\nIt deals.\n"));
  EXPECT_THAT(page,
              HasSubstr(".SS [dealer]\n.TP\n\\fBlisten = \"x:1\"\\fR\nWhere it\nlistens.\n"));
  EXPECT_THAT(page, HasSubstr(".SS [[peers]]\nBoth\n.TP\n\\fBname = \"a\"\\fR\nshort\n"));
  EXPECT_THAT(page, HasSubstr(".TP\n\\fBbits = 3\\fR\n(May be missing.)\n.SS [tls]\nNone.\n"
                              ".TP\n\\fBmode = \"x\"\\fR\n(May be missing.)\n"));
}

}  // namespace
}  // namespace medisc
