#include "fuzz/seeds/seeds.hpp"

namespace medisc::fuzz {
namespace {

/// What is commented out in the examples, too.
constexpr const char* kSections = R"(
[tls]
mode = "always"
certificate = "party.crt"
key = "party.tls.key"
authority = "peers.crt"
[metrics]
listen = "127.0.0.1:9801"
)";

constexpr const char* kSmallDealer = R"([dealer]
listen = "[::1]:0"
key = "/k"
database = "d"
[[hospitals]]
name = "h"
public_key = "1111111111111111111111111111111111111111111111111111111111111111"
[[services]]
name = "s"
public_key = "2222222222222222222222222222222222222222222222222222222222222222"
[stock]
low = 1
disk_mb = 5
)";

constexpr const char* kSmallService = R"([service]
listen = "0.0.0.0:7801"
key = "k"
database = "d"
[dealer]
address = "dealer.example.org:7800"
public_key = "3333333333333333333333333333333333333333333333333333333333333333"
[[hospitals]]
name = "h"
public_key = "1111111111111111111111111111111111111111111111111111111111111111"
[[models]]
name = "m"
version = 2
file = "m.onnx"
input_range = "r.csv"
labels = ["a", 'b']
ring_bits = 64
output = "label"
normalisation = "public"
calibration = "c.npy"
calibration_margin = 3
full_width = true
input_bits = 8
[[models]]
name = "m"
file = "n.onnx"
input_range = 1.5
[limits]
max_sessions = 1
max_waiting = 0
wait_s = 50
)";

}  // namespace

void add_config_seeds(Corpora& corpora) {
  for (const std::string role : {"dealer", "service", "hospital"}) {
    const std::string example = file_text("config/" + role + ".toml");
    corpora.add("config", role, example);
    corpora.add("config", role + "-all-sections", example + kSections);
  }
  corpora.add("config", "small-dealer", kSmallDealer);
  corpora.add("config", "small-service", kSmallService);
  corpora.add("config", "nested",
              "a = [[[[[[[[1]]]]]]]]\nb.c.d.e.f = {g = {h = 1979-05-27}}\n");

  for (const std::string text :
       {"127.0.0.1:7800", "[::1]:0", "localhost:65535", "[fe80::1%eth0]:1", "log.level=debug",
        "connect.delay_ms=", "MEDISC_LOG_LEVEL=debug", "MEDISC_TEST_X=1", "::1:80", "[]:1"}) {
    std::string name = text;
    for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '-';
    corpora.add("arguments", name, text);
  }

  const std::string key = "00112233445566778899aAbBcCdDeEfF00112233445566778899aabbccddeeff";
  corpora.add("key_file", "written", "# MediSC secret key.\n" + key + "\n");
  corpora.add("key_file", "crlf", "# a\r\n\r\n" + key + "\r\n");
  corpora.add("key_file", "bare", key);
  corpora.add("key_file", "two", key + "\n" + key + "\n");
  corpora.add("key_file", "short", key.substr(1));
}

}  // namespace medisc::fuzz
