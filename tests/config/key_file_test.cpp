#include "config/key_file.hpp"

#include <sys/stat.h>

#include "config_file.hpp"
#include "messages/identifiers.hpp"

namespace medisc {
namespace {

namespace fs = std::filesystem;
using test::ConfigFile;

class KeyFileTest : public testing::Test {
 protected:
  Result<Seed> read_back(const std::string& content) {
    std::ofstream(path_) << content;
    fs::permissions(path_, fs::perms(0600));
    return read_key_file(path_);
  }
  static testing::AssertionResult bad(const Result<Seed>& seed, const std::string& part) {
    if (seed) return testing::AssertionFailure() << "succeeded";
    if (seed.error().code != ErrorCode::kBadInput ||
        seed.error().context.find(part) == std::string::npos) {
      return testing::AssertionFailure() << render(seed.error());
    }
    return testing::AssertionSuccess();
  }

  ConfigFile folder_;
  fs::path path_ = folder_.folder() / "party.key";
};

TEST_F(KeyFileTest, comes_back_as_written_and_is_private) {
  const Seed seed = Seed::random();
  const mode_t before = ::umask(0);
  const auto written = write_key_file(path_, seed);
  ::umask(before);
  ASSERT_TRUE(test::succeeded(written));
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  const auto read = read_key_file(path_);
  ASSERT_TRUE(test::succeeded(read));
  EXPECT_TRUE(std::ranges::equal(read->bytes(), seed.bytes()));
}

TEST_F(KeyFileTest, is_never_overwritten) {
  const Seed seed = Seed::random();
  ASSERT_TRUE(test::succeeded(write_key_file(path_, seed)));
  EXPECT_TRUE(test::rejected(write_key_file(path_, Seed::random()), "exists already"));
  EXPECT_TRUE(std::ranges::equal(read_key_file(path_)->bytes(), seed.bytes()));
}

TEST_F(KeyFileTest, needs_its_folder) {
  EXPECT_TRUE(test::rejected(write_key_file(folder_.folder() / "no" / "k", Seed::random()),
                             "can't be made: No such file"));
}

TEST_F(KeyFileTest, must_not_be_open_to_others) {
  ASSERT_TRUE(test::succeeded(write_key_file(path_, Seed::random())));
  for (const unsigned mode : {0640u, 0604u, 0620u, 0601u}) {
    fs::permissions(path_, fs::perms(mode));
    const auto seed = read_key_file(path_);
    ASSERT_TRUE(bad(seed, "is open to others")) << mode;
    EXPECT_EQ(seed.error().hint, "run: chmod 600 " + path_.string());
  }
}

TEST_F(KeyFileTest, comments_blank_lines_and_line_ends_are_allowed) {
  const std::string key(64, 'a');
  EXPECT_TRUE(test::succeeded(read_back(key)));
  EXPECT_TRUE(test::succeeded(read_back("# mine\r\n\r\n" + key + "\r\n# end")));
}

TEST_F(KeyFileTest, anything_else_is_refused_and_never_shown) {
  const std::string key(64, 'a');
  EXPECT_TRUE(bad(read_back(""), "holds no key"));
  EXPECT_TRUE(bad(read_back("# only a comment\n"), "holds no key"));
  EXPECT_TRUE(bad(read_back(key + "\n" + key + "\n"), "more than one key"));
  EXPECT_TRUE(bad(read_back(std::string(10'000, '#')), "too long"));
  for (const std::string& wrong : {std::string(63, 'a'), std::string(66, 'a'),
                                   std::string(64, 'x'), " " + key, key + " "}) {
    const auto seed = read_back(wrong);
    ASSERT_TRUE(bad(seed, "no key of 64 hexadecimal characters")) << wrong;
    EXPECT_EQ(render(seed.error()).find(wrong.substr(0, 8)), std::string::npos) << wrong;
  }
}

class ProtectedKey : public KeyFileTest {
 protected:
  ProtectedKey() { EXPECT_TRUE(test::succeeded(write_key_file(path_, seed_, "open sesame"))); }

  fs::path passphrase_file(const std::string& content) {
    const fs::path file = folder_.folder() / "passphrase";
    std::ofstream(file) << content;
    fs::permissions(file, fs::perms(0600));
    return file;
  }
  std::string line() const {
    std::ifstream file(path_);
    std::string comment;
    std::string line;
    std::getline(file, comment);
    std::getline(file, line);
    return line;
  }

  const Seed seed_ = Seed::random();
};

TEST_F(ProtectedKey, opens_to_its_passphrase_alone) {
  for (const char* content : {"open sesame", "open sesame\n", "open sesame\r\nsecond line\n"}) {
    const auto read = read_key_file({path_, passphrase_file(content)});
    ASSERT_TRUE(test::succeeded(read));
    EXPECT_TRUE(std::ranges::equal(read->bytes(), seed_.bytes()));
  }
  for (const char* content : {"open sesam", "open sesame ", "Open sesame"}) {
    EXPECT_TRUE(bad(read_key_file({path_, passphrase_file(content)}), "another passphrase"));
  }
}

TEST_F(ProtectedKey, says_what_is_missing) {
  EXPECT_TRUE(bad(read_key_file(path_), "is protected by a passphrase"));
  EXPECT_TRUE(
      bad(read_key_file({path_, passphrase_file("\nopen sesame")}), "empty first line"));
  EXPECT_TRUE(bad(read_key_file({path_, folder_.folder() / "none"}), "No such file"));
  const fs::path open_to_all = passphrase_file("open sesame");
  fs::permissions(open_to_all, fs::perms(0644));
  EXPECT_TRUE(bad(read_key_file({path_, open_to_all}), "is open to others"));
}

TEST_F(ProtectedKey, asks_where_somebody_can_be_asked) {
  fs::path asked_of;
  const auto read = read_key_file(path_, [&](const fs::path& key) {
    asked_of = key;
    return Result<std::string>("open sesame");
  });
  ASSERT_TRUE(test::succeeded(read));
  EXPECT_EQ(asked_of, path_);
}

TEST_F(ProtectedKey, is_in_no_file_in_the_clear) {
  std::ifstream file(path_);
  const std::string content(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(content.find(to_hex(seed_.bytes())), std::string::npos);
  EXPECT_EQ(content.find("sesame"), std::string::npos);
  const fs::path other = folder_.folder() / "other.key";
  ASSERT_TRUE(test::succeeded(write_key_file(other, seed_, "open sesame")));
  std::ifstream again(other);
  EXPECT_NE(std::string(std::istreambuf_iterator<char>(again), {}), content);
}

TEST_F(ProtectedKey, that_was_altered_is_refused_without_a_word_of_it) {
  const std::string good = line();
  const fs::path passphrase = passphrase_file("open sesame");
  for (std::size_t at = 0; at < good.size(); at += 7) {
    std::string altered = good;
    altered[at] = altered[at] == '0' ? '1' : '0';
    fs::remove(path_);
    std::ofstream(path_) << altered;
    fs::permissions(path_, fs::perms(0600));
    const auto read = read_key_file({path_, passphrase});
    if (read) {
      EXPECT_TRUE(std::ranges::equal(read->bytes(), seed_.bytes()))
          << "a limit may have a leading zero";
      continue;
    }
    EXPECT_EQ(render(read.error()).find(good.substr(good.size() - 16)), std::string::npos);
  }
  for (const char* greedy : {"argon2id13 65 67108864 ", "argon2id13 4 2147483648 ",
                             "argon2id13 0 67108864 ", "argon2id13 4 99999999999999999999 "}) {
    fs::remove(path_);
    std::ofstream(path_) << greedy << good.substr(good.find(' ', 14) + 1);
    fs::permissions(path_, fs::perms(0600));
    EXPECT_TRUE(bad(read_key_file({path_, passphrase}), "no protected key")) << greedy;
  }
}

TEST_F(ProtectedKey, needs_a_passphrase_that_is_one) {
  EXPECT_TRUE(test::rejected(write_key_file(folder_.folder() / "k", seed_, ""), "is empty"));
}

TEST_F(KeyFileTest, must_be_a_file) {
  EXPECT_TRUE(bad(read_key_file(path_), "can't be read: No such file"));
  EXPECT_TRUE(bad(read_key_file(folder_.folder()), "is not a file"));
}

}  // namespace
}  // namespace medisc
