#include "channel/credentials.hpp"

#include <filesystem>
#include <fstream>

#include <openssl/pem.h>

#include "tests/config/config_file.hpp"

namespace medisc {
namespace {

using namespace std::chrono_literals;
using test::rejected;

const SystemTime kNow = std::chrono::system_clock::now();

class CredentialsTest : public testing::Test {
 protected:
  CredentialsTest() {
    write("a.crt", certificate_text(made_));
    write_key("a.key", key_text(made_));
    config_.certificate = path("a.crt");
    config_.key = path("a.key");
  }

  std::filesystem::path path(const std::string& name) const { return folder_.folder() / name; }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
  }
  void write_key(const std::string& name, const std::string& text) const {
    write(name, text);
    std::filesystem::permissions(path(name), std::filesystem::perms(0600));
  }
  Result<Credentials> load(SystemTime now = kNow) const {
    return load_credentials(config_, now);
  }

  test::ConfigFile folder_;
  Credentials made_ = self_signed("a", kNow, std::chrono::days(100));
  TlsConfig config_;
};

TEST_F(CredentialsTest, come_back_as_written) {
  const auto loaded = load();
  ASSERT_TRUE(test::succeeded(loaded));
  EXPECT_EQ(certificate_text(*loaded), certificate_text(made_));
  EXPECT_EQ(key_text(*loaded), key_text(made_));
  EXPECT_TRUE(loaded->chain.empty() && loaded->authorities.empty());
  EXPECT_LT(std::chrono::abs(expiry(*loaded) - (kNow + std::chrono::days(100))), 2s);
}

TEST_F(CredentialsTest, are_made_where_none_are_named) {
  const auto first = load_credentials({}, kNow);
  const auto second = load_credentials({}, kNow);
  ASSERT_TRUE(test::succeeded(first));
  EXPECT_NE(key_text(*first), key_text(*second)) << "each process has a key of its own";
}

TEST_F(CredentialsTest, a_chain_and_several_authorities_are_read) {
  const Credentials other = self_signed("b", kNow, std::chrono::days(1));
  write("a.crt", certificate_text(made_) + certificate_text(other));
  write("ca.crt",
        "comments are passed over\n" + certificate_text(other) + certificate_text(made_));
  config_.authority = path("ca.crt");
  const auto loaded = load();
  ASSERT_TRUE(test::succeeded(loaded));
  EXPECT_EQ(loaded->chain.size(), 1u);
  EXPECT_EQ(loaded->authorities.size(), 2u);
}

TEST_F(CredentialsTest, files_must_be_there_and_be_what_they_should) {
  config_.certificate = path("none.crt");
  EXPECT_TRUE(
      rejected(load(), path("none.crt").string(), "No such file", "medisc keygen --tls"));
  config_.certificate = folder_.folder();
  EXPECT_TRUE(rejected(load(), folder_.folder().string(), "is no certificate file"));
  config_.certificate = path("a.key");
  EXPECT_TRUE(rejected(load(), "a.key holds no PEM certificate", "BEGIN CERTIFICATE"));
  config_.certificate = path("cut.crt");
  write("cut.crt", certificate_text(made_) + certificate_text(made_).substr(0, 200));
  EXPECT_TRUE(rejected(load(), "cut.crt holds no PEM certificate"));
  config_.certificate = path("a.crt");
  config_.key = path("none.key");
  EXPECT_TRUE(rejected(load(), path("none.key").string(), "No such file"));
  config_.key = path("wrong.key");
  write_key("wrong.key", certificate_text(made_));
  EXPECT_TRUE(rejected(load(), "wrong.key holds no PEM private key"));
  config_.key = path("a.key");
  config_.authority = path("a.key");
  EXPECT_TRUE(rejected(load(), "authority ", "a.key holds no PEM certificate"));
  config_.authority = path("none");
  EXPECT_TRUE(rejected(load(), "authority ", "No such file"));
}

TEST_F(CredentialsTest, a_key_is_its_owners_alone) {
  std::filesystem::permissions(path("a.key"), std::filesystem::perms(0640));
  EXPECT_TRUE(rejected(load(), "a.key is open to others", "chmod 600"));
}

TEST_F(CredentialsTest, a_key_behind_a_passphrase_is_refused) {
  BIO* bio = BIO_new(BIO_s_mem());
  ASSERT_EQ(PEM_write_bio_PKCS8PrivateKey(bio, made_.key.get(), EVP_aes_128_cbc(), "pass", 4,
                                          nullptr, nullptr),
            1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  write_key("locked.key", std::string(text, static_cast<std::size_t>(size)));
  BIO_free(bio);
  config_.key = path("locked.key");
  EXPECT_TRUE(rejected(load(), "locked.key is behind a passphrase"));
}

TEST_F(CredentialsTest, the_key_must_be_the_certificates) {
  const Credentials other = self_signed("b", kNow, std::chrono::days(1));
  write_key("b.key", key_text(other));
  config_.key = path("b.key");
  EXPECT_TRUE(rejected(load(), "b.key is not that of " + path("a.crt").string()));
}

TEST_F(CredentialsTest, the_certificate_must_be_valid_now) {
  EXPECT_TRUE(test::succeeded(load(kNow + 99 * 24h)));
  EXPECT_TRUE(rejected(load(kNow + 101 * 24h), "a.crt has expired on 20"));
  EXPECT_TRUE(test::succeeded(load(kNow - 23h)));
  EXPECT_TRUE(rejected(load(kNow - 25h), "a.crt is not valid before 20", "clock"));
}

// RFC 5280, 4.1.2.5: what an authority writes for "never".
TEST_F(CredentialsTest, a_certificate_may_be_valid_for_ever) {
  ASSERT_EQ(
      ASN1_TIME_set_string(X509_getm_notAfter(made_.certificate.get()), "99991231235959Z"), 1);
  EXPECT_GT(expiry(made_), kNow + std::chrono::years(200));
}

}  // namespace
}  // namespace medisc
