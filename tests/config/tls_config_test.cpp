#include "config/tls_config.hpp"

#include "config_file.hpp"

namespace medisc {
namespace {

using test::rejected;

class TlsConfigTest : public testing::Test {
 protected:
  Result<TlsConfig> read(const std::string& content) {
    file_.write(content);
    auto reader = TomlReader::open(file_.path()).value();
    const TlsConfig tls = read_tls(reader);
    if (auto finished = reader.finish(); !finished) {
      return tl::unexpected<Error>(finished.error());
    }
    return tls;
  }
  test::ConfigFile file_;
};

TEST_F(TlsConfigTest, is_automatic_where_nothing_is_said) {
  for (const char* content : {"", "[tls]\n"}) {
    const auto tls = read(content);
    ASSERT_TRUE(test::succeeded(tls));
    EXPECT_EQ(tls->mode, TlsMode::kAuto);
    EXPECT_FALSE(tls->certificate || tls->key || tls->authority);
  }
}

TEST_F(TlsConfigTest, names_a_mode_and_files_beside_it) {
  EXPECT_EQ(read("[tls]\nmode = \"always\"\n")->mode, TlsMode::kAlways);
  EXPECT_EQ(read("[tls]\nmode = \"never\"\n")->mode, TlsMode::kNever);
  const auto tls =
      read("[tls]\ncertificate = \"a.crt\"\nkey = \"/a.key\"\nauthority = \"c\"\n");
  ASSERT_TRUE(test::succeeded(tls));
  EXPECT_EQ(*tls->certificate, file_.folder() / "a.crt");
  EXPECT_EQ(*tls->key, "/a.key");
  EXPECT_EQ(*tls->authority, file_.folder() / "c");
}

TEST_F(TlsConfigTest, a_certificate_comes_with_its_key) {
  EXPECT_TRUE(rejected(read("[tls]\ncertificate = \"a.crt\"\n"),
                       ":2: ", "has a certificate and no key", "medisc keygen --tls"));
  EXPECT_TRUE(
      rejected(read("[tls]\nkey = \"a.key\"\n"), ":2: ", "has a key and no certificate"));
  EXPECT_TRUE(rejected(read("[tls]\nmode = \"sometimes\"\n"), ":2: mode is \"sometimes\"",
                       "auto, always, never"));
}

}  // namespace
}  // namespace medisc
