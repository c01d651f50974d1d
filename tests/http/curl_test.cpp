// What people and programs use: curl, over TCP, TLS and a Unix socket.
#include <chrono>
#include <cstdio>
#include <fstream>

#include "channel/credentials.hpp"
#include "config/private_file.hpp"
#include "http/tls_files.hpp"
#include "tests/error/outcomes.hpp"
#include "tests/files/folder.hpp"
#include "tests/http/small_site.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// The body, and the status behind it; curl's own exit status where it fails.
std::string curl(const std::string& arguments) {
  const std::string command =
      "curl --silent --max-time 20 --write-out '|%{http_code}' " + arguments;
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  std::string text;
  char bytes[4096];
  for (std::size_t n; (n = std::fread(bytes, 1, sizeof bytes, pipe)) > 0;)
    text.append(bytes, n);
  const int status = ::pclose(pipe);
  return status == 0 ? text : "exit " + std::to_string(status >> 8);
}

/// A certificate of 127.0.0.1's, and another for a client.
class Certificates {
 public:
  Certificates() {
    make("server");
    make("client");
    make("stranger");
  }

  HttpTls tls(bool ask_clients = false, bool required = false) const {
    HttpTls tls{folder_ / "server.pem", folder_ / "server.key", {}, required};
    if (ask_clients) tls.authority = folder_ / "client.pem";
    return tls;
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

 private:
  void make(const std::string& name) {
    const auto made = self_signed(name, std::chrono::system_clock::now(), std::chrono::days(1));
    EXPECT_TRUE(succeeded(write_new_file(folder_ / (name + ".pem"), "certificate",
                                         certificate_text(made), kReadableByAll)));
    EXPECT_TRUE(succeeded(
        write_new_file(folder_ / (name + ".key"), "key", key_text(made), kOwnerOnly)));
  }

  Folder folder_;
};

HttpSettings with_tls(HttpTls tls) {
  HttpSettings settings = settings_at(Address{"127.0.0.1", 0});
  settings.tls = std::move(tls);
  return settings;
}

TEST(Curl, GetsAndPosts) {
  const SmallSite site;
  EXPECT_EQ(curl(site.url("/hello")), "hello\n|200");
  EXPECT_EQ(curl("--head --output /dev/null " + site.url("/hello")), "|200");
  EXPECT_EQ(curl("--data abc " + site.url("/echo")), "abc|200");
  EXPECT_EQ(curl("--data abc --header 'Expect: 100-continue' " + site.url("/echo")), "abc|200");
  EXPECT_EQ(curl("--data abc --header 'Transfer-Encoding: chunked' " + site.url("/echo")),
            "abc|200");
  EXPECT_EQ(curl("--http1.0 " + site.url("/hello")), "hello\n|200");
  EXPECT_THAT(curl("--request DELETE " + site.url("/hello")), HasSubstr("|405"));
  EXPECT_EQ(curl("--compressed " + site.url("/hello") + " " + site.url("/hello")),
            "hello\n|200hello\n|200");
}

TEST(Curl, SendsLargeBodies) {
  const Folder folder;
  std::ofstream(folder / "body") << std::string(20u << 20, 'x');
  const SmallSite site;
  const std::string body = "--data-binary @" + (folder / "body").string() + " ";
  EXPECT_EQ(curl(body + site.url("/large")), "20971520|200");
  EXPECT_EQ(curl(body + "--header 'Transfer-Encoding: chunked' " + site.url("/large")),
            "20971520|200");
  EXPECT_THAT(curl(body + site.url("/echo")), HasSubstr("|413"));
  EXPECT_THAT(curl(body + "--header 'Expect:' " + site.url("/echo")), HasSubstr("|413"));
}

TEST(Curl, SpeaksOverAUnixSocket) {
  const Folder folder;
  const SmallSite site(settings_at(UnixSocket{folder / "s"}));
  EXPECT_EQ(curl("--unix-socket " + (folder / "s").string() + " http://medisc/hello"),
            "hello\n|200");
}

TEST(Curl, SpeaksTls) {
  const Certificates files;
  const SmallSite site(with_tls(files.tls()));
  EXPECT_EQ(curl("--insecure " + site.url("/who", "https")), "127.0.0.1|-|tls||200");
  EXPECT_EQ(curl("--insecure --tlsv1.3 " + site.url("/hello", "https")), "hello\n|200");
  EXPECT_EQ(curl("--insecure --tls-max 1.2 " + site.url("/hello", "https")), "hello\n|200");
  EXPECT_THAT(curl("--insecure --tls-max 1.1 --ciphers DEFAULT@SECLEVEL=0 " +
                   site.url("/hello", "https")),
              StartsWith("exit "));
  EXPECT_THAT(curl(site.url("/hello", "https")), StartsWith("exit ")) << "nobody knows it";
  EXPECT_THAT(curl(site.url("/hello")), StartsWith("exit ")) << "plain HTTP is none";
  EXPECT_EQ(
      curl("--insecure --data abc --header 'Origin: https://127.0.0.1' " +
           site.url("/echo", "https")),
      curl("--insecure --data abc --header 'Origin: http://x' " + site.url("/echo", "https")))
      << "both are foreign: the port belongs to an origin";
}

TEST(Curl, ShowsItsCertificate) {
  const Certificates files;
  const auto with = [&](const std::string& name) {
    return "--insecure --cert " + files.path(name + ".pem") + " --key " +
           files.path(name + ".key") + " ";
  };
  const SmallSite optional(with_tls(files.tls(true)));
  EXPECT_EQ(curl(with("client") + optional.url("/who", "https")),
            "127.0.0.1|-|tls|CN=client|200");
  EXPECT_EQ(curl("--insecure " + optional.url("/who", "https")), "127.0.0.1|-|tls||200");
  EXPECT_THAT(curl(with("stranger") + optional.url("/who", "https")), HasSubstr("|403"));
  const SmallSite required(with_tls(files.tls(true, true)));
  EXPECT_THAT(curl("--insecure " + required.url("/hello", "https")), HasSubstr("|403"));
  EXPECT_EQ(curl(with("client") + required.url("/hello", "https")), "hello\n|200");
}

TEST(TlsFiles, ThatCantBeUsedAreNamed) {
  const Certificates files;
  const auto now = std::chrono::system_clock::now();
  EXPECT_TRUE(succeeded(load_tls_texts(files.tls(), now)));
  HttpTls tls = files.tls();
  tls.key = files.path("client.key");
  EXPECT_FALSE(load_tls_texts(tls, now).has_value());
  tls.key = files.path("none.key");
  EXPECT_TRUE(failed(load_tls_texts(tls, now), ErrorCode::kUsage, "none.key"));
  tls = files.tls(false, true);
  EXPECT_TRUE(failed(load_tls_texts(tls, now), ErrorCode::kUsage, "no authority"));
  EXPECT_FALSE(load_tls_texts(files.tls(), now + std::chrono::days(2)).has_value());
}

}  // namespace
}  // namespace medisc::test
