#include "config/toml_value.hpp"

#include "config_file.hpp"

namespace medisc {
namespace {

using test::ConfigFile;
using test::rejected;
using Kind = TomlValue::Kind;

TEST(TomlValue, every_kind_is_read_with_its_line) {
  const ConfigFile file(
      "text = \"a\"\nwhole = -3\nreal = 0.5\nflag = true\nday = 2026-01-01\n\nlist = [1, "
      "\"b\"]\n"
      "[table]\nx = 1\n");
  const auto root = read_toml(file.path());
  ASSERT_TRUE(test::succeeded(root));
  EXPECT_EQ(root->find("text")->text, "a");
  EXPECT_EQ(root->find("whole")->integer, -3);
  EXPECT_EQ(root->find("real")->number, 0.5);
  EXPECT_TRUE(root->find("flag")->flag);
  EXPECT_EQ(root->find("day")->kind, Kind::kTime);
  EXPECT_EQ(root->find("list")->items[1].text, "b");
  EXPECT_EQ(root->find("list")->line, 7);
  EXPECT_EQ(root->find("table")->find("x")->line, 9);
  EXPECT_EQ(root->find("none"), nullptr);
}

TEST(TomlValue, keys_keep_the_order_of_the_file) {
  const ConfigFile file("b = 1\nc = 1\na = 1\n");
  EXPECT_THAT(read_toml(file.path())->keys, testing::ElementsAre("b", "c", "a"));
}

TEST(TomlValue, an_empty_file_is_an_empty_table) {
  const ConfigFile file("");
  const auto root = read_toml(file.path());
  ASSERT_TRUE(test::succeeded(root));
  EXPECT_TRUE(root->keys.empty());
}

TEST(TomlValue, mistakes_name_the_line) {
  const ConfigFile file("a = 1\nb = \n");
  EXPECT_TRUE(rejected(read_toml(file.path()), file.path().string() + ":2: "));
  file.write("a = 1\n\na = 2\n");
  EXPECT_TRUE(rejected(read_toml(file.path()), ":3: ", "a"));
}

TEST(TomlValue, files_that_can_not_be_read_are_named) {
  const ConfigFile file;
  EXPECT_TRUE(rejected(read_toml(file.path()), "test.toml: No such file"));
  EXPECT_TRUE(rejected(read_toml(file.folder()), "it is a folder"));
}

TEST(TomlValue, kinds_have_names) {
  EXPECT_STREQ(kind_name(Kind::kText), "a text");
  EXPECT_STREQ(kind_name(Kind::kTable), "a table");
}

}  // namespace
}  // namespace medisc
