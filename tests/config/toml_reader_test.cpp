#include "config/toml_reader.hpp"

#include "config_file.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;
using Numbers = std::vector<double>;

using test::ConfigFile;
using test::rejected;

class TomlReaderTest : public testing::Test {
 protected:
  TomlReader open(const std::string& content) {
    file_.write(content);
    return TomlReader::open(file_.path()).value();
  }
  ConfigFile file_;
};

TEST_F(TomlReaderTest, values_come_with_their_types) {
  auto reader = open(
      "[s]\ntext = \"a\"\nfile = \"d/f\"\nabsolute = \"/d/f\"\nwhole = 7\nflag = true\n"
      "level = \"high\"\nlist = [\"x\", \"y\"]\nreal = 2.5\nround = 3\ncsv = \"r.csv\"\n");
  auto section = reader.section("s");
  EXPECT_EQ(section.text("text"), "a");
  EXPECT_EQ(section.path("file"), file_.folder() / "d/f");
  EXPECT_EQ(section.path("absolute"), "/d/f");
  EXPECT_EQ(section.integer("whole", 0, 7), 7);
  EXPECT_TRUE(section.flag_or("flag", false));
  EXPECT_EQ(section.choice_or("level", "low", {"low", "high"}), "high");
  EXPECT_THAT(section.texts("list"), testing::ElementsAre("x", "y"));
  EXPECT_THAT(std::get<Numbers>(section.numbers_or_path("real")), ElementsAre(2.5));
  EXPECT_THAT(std::get<Numbers>(section.numbers_or_path("round")), ElementsAre(3.0));
  EXPECT_EQ(std::get<std::filesystem::path>(section.numbers_or_path("csv")),
            file_.folder() / "r.csv");
  EXPECT_TRUE(test::succeeded(reader.finish()));
}

TEST_F(TomlReaderTest, a_single_value_is_a_list_of_one) {
  auto reader = open(
      "name = \"root\"\n[s]\ntext = \"x\"\nreal = 2\nreals = [1, 2.5]\nwhole = 7\n"
      "wholes = [1, 2]\n");
  EXPECT_EQ(reader.root().optional_text("name"), "root");
  EXPECT_EQ(reader.root().optional_text("other"), std::nullopt);
  auto section = reader.section("s");
  EXPECT_THAT(section.texts("text"), ElementsAre("x"));
  EXPECT_THAT(section.numbers("real"), ElementsAre(2));
  EXPECT_EQ(section.number("real"), 2);
  EXPECT_EQ(section.number("none"), std::nullopt);
  EXPECT_THAT(section.numbers("reals"), ElementsAre(1, 2.5));
  EXPECT_THAT(std::get<Numbers>(section.numbers_or_path("reals")), ElementsAre(1, 2.5));
  EXPECT_TRUE(std::get<Numbers>(section.numbers_or_path("none")).empty());
  EXPECT_THAT(section.integers("whole", 0, 9), ElementsAre(7));
  EXPECT_THAT(section.integers("wholes", 0, 9), ElementsAre(1, 2));
  EXPECT_TRUE(test::succeeded(reader.finish()));
}

TEST_F(TomlReaderTest, an_override_is_read_as_the_type_that_is_asked_for) {
  file_.write("[s]\ntext = \"a\"\nwhole = 1\nflag = false\nreal = 1\n");
  ConfigSource source(file_.path());
  for (const char* text : {"s.text=7", "s.whole=7", "s.flag=true", "s.real=2.5", "s.csv=r.csv",
                           "s.bad_whole=7x"}) {
    source.overrides.push_back(parse_override(text).value());
  }
  auto reader = TomlReader::open(source).value();
  auto section = reader.section("s");
  EXPECT_EQ(section.text("text"), "7");
  EXPECT_EQ(section.integer_or("whole", 0, 0, 9), 7);
  EXPECT_TRUE(section.flag_or("flag", false));
  EXPECT_THAT(std::get<Numbers>(section.numbers_or_path("real")), ElementsAre(2.5));
  EXPECT_EQ(std::get<std::filesystem::path>(section.numbers_or_path("csv")), "r.csv");
  section.integer("bad_whole", 0, 9);
  EXPECT_TRUE(
      rejected(reader.finish(), "--set s.bad_whole: bad_whole is \"7x\", expected an integer"));
}

TEST_F(TomlReaderTest, an_override_of_a_list_has_one_item) {
  file_.write("[s]\n");
  ConfigSource source(file_.path());
  source.overrides.push_back(parse_override("s.list=a").value());
  auto reader = TomlReader::open(source).value();
  EXPECT_THAT(reader.section("s").texts("list"), ElementsAre("a"));
  EXPECT_TRUE(test::succeeded(reader.finish()));
}

TEST_F(TomlReaderTest, optional_keys_may_be_missing) {
  auto reader = open("[s]\n");
  for (auto section : {reader.section("s"), reader.optional_section("none")}) {
    EXPECT_EQ(section.integer("whole", 0, 7), std::nullopt);
    EXPECT_TRUE(section.flag_or("flag", true));
    EXPECT_EQ(section.choice_or("level", "low", {"low", "high"}), "low");
    EXPECT_TRUE(section.texts("list").empty());
  }
  EXPECT_TRUE(test::succeeded(reader.finish()));
}

TEST_F(TomlReaderTest, a_missing_key_is_named_with_its_section) {
  auto reader = open("\n[s]\n");
  reader.section("s").text("name");
  EXPECT_TRUE(
      rejected(reader.finish(), "test.toml:2: [s] lacks the key \"name\"", "name = a text"));
}

TEST_F(TomlReaderTest, an_unknown_key_is_named_with_the_nearest_known) {
  auto reader = open("[s]\nname = \"a\"\nlisetn = \"b\"\n");
  auto section = reader.section("s");
  section.text("name");
  section.text("listen");
  EXPECT_TRUE(rejected(reader.finish(), ":3: [s] has the unknown key \"lisetn\"",
                       "did you mean \"listen\"?"))
      << "the misspelled key, not the missing one";
}

TEST_F(TomlReaderTest, an_unknown_key_like_no_other_comes_with_all_known) {
  auto reader = open("[s]\nname = \"a\"\ncolour = \"b\"\n");
  auto section = reader.section("s");
  section.text("name");
  section.flag_or("fast", false);
  EXPECT_TRUE(rejected(reader.finish(), "\"colour\"", "known here: name, fast"));
}

TEST_F(TomlReaderTest, unknown_sections_are_found) {
  auto reader = open("[hopsital]\nname = \"a\"\n");
  reader.optional_section("hospital");
  EXPECT_TRUE(rejected(reader.finish(), ":1: the file has the unknown key \"hopsital\"",
                       "did you mean \"hospital\"?"));
}

TEST_F(TomlReaderTest, unknown_keys_in_each_section_of_a_list_are_found) {
  auto reader = open("[[s]]\nname = \"a\"\n[[s]]\nname = \"b\"\nnaem = \"c\"\n");
  for (auto& section : reader.sections("s")) section.text("name");
  EXPECT_TRUE(rejected(reader.finish(), ":5: [[s]] has the unknown key \"naem\""));
}

TEST_F(TomlReaderTest, the_first_mistake_in_the_file_comes_first) {
  auto reader = open("[s]\na = 1\nb = 1\n");
  auto section = reader.section("s");
  section.text("b");
  section.text("a");
  EXPECT_TRUE(rejected(reader.finish(), ":2: a is an integer, expected a text"));
}

TEST_F(TomlReaderTest, wrong_types_are_named) {
  const auto mistake = [&](const std::string& value, auto read) {
    auto reader = open("[s]\nk = " + value + "\n");
    auto section = reader.section("s");
    read(section);
    return reader.finish();
  };
  const auto text = [](TomlSection& s) {
    s.text("k");
  };
  const auto path = [](TomlSection& s) {
    s.path("k");
  };
  const auto integer = [](TomlSection& s) {
    s.integer("k", 0, 9);
  };
  const auto flag = [](TomlSection& s) {
    s.flag_or("k", false);
  };
  const auto texts = [](TomlSection& s) {
    s.texts("k");
  };
  const auto number = [](TomlSection& s) {
    s.numbers_or_path("k");
  };
  const auto choice = [](TomlSection& s) {
    s.choice_or("k", "low", {"low", "high"});
  };
  EXPECT_TRUE(rejected(mistake("5", text), ":2: k is an integer, expected a text", "quotes"));
  EXPECT_TRUE(rejected(mistake("true", path), "k is true or false, expected a text"));
  EXPECT_TRUE(rejected(mistake("\"\"", text), "k is empty"));
  EXPECT_TRUE(rejected(mistake("1.5", integer), "k is a number, expected an integer"));
  EXPECT_TRUE(rejected(mistake("10", integer), "k is 10, expected 0 to 9"));
  EXPECT_TRUE(rejected(mistake("-1", integer), "k is -1, expected 0 to 9"));
  EXPECT_TRUE(rejected(mistake("1", flag), "k is an integer, expected true or false"));
  const auto integers = [](TomlSection& s) {
    s.integers("k", 0, 9);
  };
  EXPECT_TRUE(rejected(mistake("5", texts), "k is an integer, expected a list"));
  EXPECT_TRUE(
      rejected(mistake("[\"a\", 1]", texts), "k holds an integer, expected a text each"));
  EXPECT_TRUE(rejected(mistake("[true]", number), "k holds true or false, expected a number"));
  EXPECT_TRUE(rejected(mistake("nan", number), "k holds what is not a number"));
  EXPECT_TRUE(rejected(mistake("[1, 10]", integers), ":2: k holds 10, expected 0 to 9"));
  EXPECT_TRUE(rejected(mistake("[1, 2.5]", integers), "k holds a number, expected an integer"));
  EXPECT_TRUE(rejected(mistake("\"hihg\"", choice), "expected one of: low, high",
                       "did you mean \"high\"?"));
  EXPECT_TRUE(rejected(mistake("{x = 1}", text), "k is a table"));
}

TEST_F(TomlReaderTest, sections_must_be_sections) {
  auto reader = open("a = 1\nb = [1]\n");
  reader.section("a");
  EXPECT_TRUE(reader.sections("b").empty());
  EXPECT_TRUE(rejected(reader.finish(), ":1: a is an integer, expected a section", "[a]"));
  auto other = open("[b]\n");
  EXPECT_TRUE(other.sections("b").empty());
  EXPECT_TRUE(rejected(other.finish(), "b is no list of sections", "[[b]]"));
}

TEST_F(TomlReaderTest, missing_sections_are_named) {
  auto reader = open("");
  reader.section("a").text("x");
  EXPECT_TRUE(rejected(reader.finish(), "[a] is missing"));
  auto other = open("");
  EXPECT_TRUE(other.sections("b").empty());
  EXPECT_TRUE(rejected(other.finish(), "[[b]] is missing"));
}

TEST_F(TomlReaderTest, what_a_parser_refuses_is_told_with_line_and_key) {
  auto reader = open("[s]\n\nk = \"x\"\n");
  const auto parsed = reader.section("s").parsed("k", [](std::string_view) -> Result<int> {
    return fail(ErrorCode::kBadInput, "not so", "but so");
  });
  EXPECT_EQ(parsed, 0);
  EXPECT_TRUE(rejected(reader.finish(), ":3: k: not so", "but so"));
}

TEST_F(TomlReaderTest, complaints_name_the_line_of_the_key) {
  auto reader = open("[s]\n\nk = \"x\"\n");
  auto section = reader.section("s");
  section.text("k");
  section.complain("k", "taken", "choose another");
  EXPECT_TRUE(rejected(reader.finish(), ":3: taken", "choose another"));
}

TEST_F(TomlReaderTest, a_bad_file_is_refused_at_once) {
  file_.write("[s\n");
  EXPECT_TRUE(rejected(TomlReader::open(file_.path()), ":1: "));
}

}  // namespace
}  // namespace medisc
