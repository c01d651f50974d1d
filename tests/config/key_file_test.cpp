#include "config/key_file.hpp"

#include <sys/stat.h>

#include "config_file.hpp"

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

TEST_F(KeyFileTest, must_be_a_file) {
  EXPECT_TRUE(bad(read_key_file(path_), "can't be read: No such file"));
  EXPECT_TRUE(bad(read_key_file(folder_.folder()), "is not a file"));
}

}  // namespace
}  // namespace medisc
